#include "bias_itk.hpp"

#include <itkBSplineControlPointImageFilter.h>
#include <itkN4BiasFieldCorrectionImageFilter.h>
#include <itkShrinkImageFilter.h>

#include <algorithm>
#include <cmath>

namespace tumour {

namespace {

using MaskImage = itk::Image<unsigned char, 3>;
using Corrector = itk::N4BiasFieldCorrectionImageFilter<Image, MaskImage, Image>;
using Lattice = Corrector::BiasFieldControlPointLatticeType;

template <typename Kind>
typename Kind::Pointer shrunk(const Kind* image, unsigned factor) {
  const auto filter = itk::ShrinkImageFilter<Kind, Kind>::New();
  filter->SetInput(image);
  for (unsigned axis = 0; axis < 3; ++axis) {
    // At least 8 voxels along each axis remain for the spline.
    const auto size = image->GetLargestPossibleRegion().GetSize(axis);
    filter->SetShrinkFactor(axis, std::max(1U, std::min(factor, static_cast<unsigned>(size / 8))));
  }
  filter->Update();
  return filter->GetOutput();
}

MaskImage::Pointer mask_image(const Mask& mask, const Image* like) {
  const auto image = MaskImage::New();
  image->CopyInformation(like);
  image->SetRegions(like->GetLargestPossibleRegion());
  image->Allocate();
  std::copy(mask.begin(), mask.end(), image->GetBufferPointer());
  return image;
}

// N4 works on logarithms: what is below 1 % of the image's largest value is noise.
Image::Pointer positive(const Image* image) {
  auto map = map_of(image);
  const float least = 0.01F * *std::max_element(map.begin(), map.end());
  for (auto& value : map) {
    value = std::max(value, least);
  }
  return image_of(map, image);
}

// The logarithm of the field on every voxel, from the control points that the shrunken image gave.
Map log_field(const Lattice* lattice, const Corrector* corrector, const Image* like) {
  const auto spline = itk::BSplineControlPointImageFilter<Lattice, Corrector::ScalarImageType>::New();
  spline->SetInput(lattice);
  spline->SetSplineOrder(corrector->GetSplineOrder());
  spline->SetSize(like->GetLargestPossibleRegion().GetSize());
  spline->SetOrigin(like->GetOrigin());
  spline->SetDirection(like->GetDirection());
  spline->SetSpacing(like->GetSpacing());
  spline->Update();
  const auto* const field = spline->GetOutput();
  const auto count = like->GetLargestPossibleRegion().GetNumberOfPixels();
  Map map(count);
  const auto* const values = field->GetBufferPointer();
  std::transform(values, values + count, map.begin(), [](const auto& value) { return value[0]; });
  return map;
}

} // namespace

Image::Pointer correct_bias(const Image* image, const Mask& mask, const BiasSettings& settings) {
  const auto corrector = Corrector::New();
  const auto small = shrunk<Image>(positive(image), settings.shrink);
  const auto small_mask = shrunk<MaskImage>(mask_image(mask, image), settings.shrink);
  corrector->SetInput(small);
  corrector->SetMaskImage(small_mask);
  corrector->SetNumberOfFittingLevels(settings.levels);
  Corrector::VariableSizeArrayType iterations(settings.levels);
  iterations.Fill(settings.iterations);
  corrector->SetMaximumNumberOfIterations(iterations);
  corrector->SetConvergenceThreshold(1e-4);
  corrector->Update();
  const auto field = log_field(corrector->GetLogBiasFieldControlPointLattice(), corrector, image);
  auto map = map_of(image);
  for (std::size_t i = 0; i < map.size(); ++i) {
    map[i] = static_cast<float>(map[i] / std::exp(static_cast<double>(field[i])));
  }
  return image_of(map, image);
}

} // namespace tumour
