#include "registration_itk.hpp"

#include <itkCenteredTransformInitializer.h>
#include <itkEuler3DTransform.h>
#include <itkImageRegistrationMethodv4.h>
#include <itkMattesMutualInformationImageToImageMetricv4.h>
#include <itkRegistrationParameterScalesFromPhysicalShift.h>
#include <itkRegularStepGradientDescentOptimizerv4.h>

#include "mistake.hpp"
#include <cstdio>
#include <fstream>

namespace tumour {

namespace {

using Rigid = itk::Euler3DTransform<double>;
using Metric = itk::MattesMutualInformationImageToImageMetricv4<Image, Image>;
using Optimizer = itk::RegularStepGradientDescentOptimizerv4<double>;
using Method = itk::ImageRegistrationMethodv4<Image, Image, Rigid>;

Rigid::Pointer centred(const Image* fixed, const Image* moving) {
  auto rigid = Rigid::New();
  const auto initializer = itk::CenteredTransformInitializer<Rigid, Image, Image>::New();
  initializer->SetTransform(rigid);
  initializer->SetFixedImage(fixed);
  initializer->SetMovingImage(moving);
  initializer->GeometryOn();
  initializer->InitializeTransform();
  return rigid;
}

Optimizer::Pointer make_optimizer(Metric* metric, unsigned iterations) {
  using Scales = itk::RegistrationParameterScalesFromPhysicalShift<Metric>;
  const auto scales = Scales::New();
  scales->SetMetric(metric);
  auto optimizer = Optimizer::New();
  optimizer->SetScalesEstimator(scales);
  optimizer->SetDoEstimateLearningRateOnce(true);
  optimizer->SetNumberOfIterations(iterations);
  optimizer->SetMinimumStepLength(1e-3);
  optimizer->SetRelaxationFactor(0.5);
  optimizer->SetReturnBestParametersAndValue(true);
  return optimizer;
}

void set_levels(Method* method) {
  constexpr unsigned k_levels = 2;
  method->SetNumberOfLevels(k_levels);
  Method::ShrinkFactorsArrayType factors(k_levels);
  factors[0] = 4;
  factors[1] = 2;
  method->SetShrinkFactorsPerLevel(factors);
  Method::SmoothingSigmasArrayType sigmas(k_levels);
  sigmas[0] = 2;
  sigmas[1] = 1;
  method->SetSmoothingSigmasPerLevel(sigmas);
  method->SetSmoothingSigmasAreSpecifiedInPhysicalUnits(false);
}

void set_sampling(Method* method, const RegistrationSettings& settings) {
  if (settings.sampling < 1) {
    method->SetMetricSamplingStrategy(Method::MetricSamplingStrategyEnum::RANDOM);
    method->SetMetricSamplingPercentage(settings.sampling);
    method->MetricSamplingReinitializeSeed(settings.seed);
  }
}

} // namespace

Registration register_rigid(const Image* fixed, const Image* moving, const RegistrationSettings& settings,
                            const std::string& names) {
  const auto metric = Metric::New();
  metric->SetNumberOfHistogramBins(32);
  const auto optimizer = make_optimizer(metric, settings.iterations);
  const auto method = Method::New();
  method->SetFixedImage(fixed);
  method->SetMovingImage(moving);
  method->SetMetric(metric);
  method->SetOptimizer(optimizer);
  set_levels(method);
  set_sampling(method, settings);
  const auto rigid = centred(fixed, moving);
  method->SetInitialTransform(rigid);
  method->InPlaceOn();
  try {
    method->Update();
  } catch (const itk::ExceptionObject& error) {
    throw Mistake("registration of " + names +
                  ": the images share too little to be registered (ITK: " + error.GetDescription() + ")");
  }
  return {rigid.GetPointer(), optimizer->GetValue(), static_cast<unsigned>(optimizer->GetCurrentIteration())};
}

void write_transform(const std::string& path, const Transform* transform) {
  std::ofstream file(path);
  const auto row = [&file](const char* name, const Transform::ParametersType& values) {
    file << name << ':';
    for (const double value : values) {
      char text[32];
      std::snprintf(text, sizeof text, " %.17g", value);
      file << text;
    }
    file << '\n';
  };
  file << "#Insight Transform File V1.0\n#Transform 0\nTransform: " << transform->GetTransformTypeAsString()
       << '\n';
  row("Parameters", transform->GetParameters());
  row("FixedParameters", transform->GetFixedParameters());
  file.close();
  if (!file) {
    throw std::runtime_error("\"" + path + "\": cannot be written");
  }
}

} // namespace tumour
