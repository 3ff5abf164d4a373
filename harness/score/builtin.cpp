#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/score.hpp"

#include <algorithm>
#include <array>

// The readers and metrics there are: one row each.

namespace reprovip::score {

namespace {

const std::vector<const Reader*>& reader_table() {
  static const std::vector<const Reader*> table = {
      &table_reader(), &quest_reader(),   &text_reader(),    &vector_reader(),    &image_reader(),
      &nifti_reader(), &mif_reader(),     &labels_reader(),  &transform_reader(), &bytes_reader(),
      &dicom_reader(), &analyze_reader(), &lcmodel_reader(),
  };
  return table;
}

} // namespace

const std::vector<MetricEntry>& metric_table() {
  static const std::vector<MetricEntry> table = {
      // clang-format off
      icc_metric(),
      nu_metric(),
      npvr_metric(),
      variance_metric(),
      uncertainty_metric(),
      rdc_metric(),
      wsd_metric(),
      digits_metric(),
      value_metric(),
      equal_metric(),
      mae_metric(),
      rmse_metric(),
      nrmse_metric(),
      psnr_metric(),
      ncc_metric(),
      ssim_metric(),
      histogram_metric(),
      rms_deviation_metric(),
      framewise_displacement_metric(),
      displacement_metric(),
      dice_metric(),
      jaccard_metric(),
      gdice_metric(),
      overlap_metric(),
      hd95_metric(),
      hd_metric(),
      assd_metric(),
      masd_metric(),
      nsd_metric(),
      kendall_metric(),
      spearman_metric(),
      rank_stability_metric(),
      normality_metric(),
      flips_metric(),
      mcnemar_metric(),
      noise_ratio_metric(),
      normalised_error_metric(),
      coverage_metric(),
      nondeterminism_metric(),
      maps_metric(),
      sigdigits_metric(),
      icc_map_metric(),
      variance_map_metric(),
      fleiss_metric(),
      ac1_metric(),
      krippendorff_metric(),
      raters_metric(),
      pairwise_dice_metric(),
      staple_metric(),
      discriminability_metric(),
      fingerprint_metric(),
      dbicc_metric(),
      i2c2_metric(),
      bland_altman_metric(),
      ccc_metric(),
      tost_metric(),
      variance_ratio_metric(),
      no_worse_metric(),
      welch_metric(),
      ks_metric(),
      stability_metric(),
      voxel_stability_metric(),
      directions_metric(),
      external_metric(),
      // clang-format on
  };
  return table;
}

const std::vector<model::PluginDecl>& builtin_readers() {
  static const auto declarations = [] {
    std::vector<model::PluginDecl> all;
    for (const auto* reader : reader_table()) {
      all.push_back(reader->declaration());
    }
    return all;
  }();
  return declarations;
}

const std::vector<model::PluginDecl>& builtin_metrics() {
  static const auto declarations = [] {
    std::vector<model::PluginDecl> all;
    for (const auto& entry : metric_table()) {
      all.push_back(entry.declaration);
    }
    return all;
  }();
  return declarations;
}

const std::vector<std::string>& class_names() {
  static const std::vector<std::string> names = {"classes", "classes.raw", "modal", "simpson", "missing"};
  return names;
}

const MetricEntry* find_metric(const std::string& kind) {
  const auto& table = metric_table();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const MetricEntry& entry) { return entry.declaration.name == kind; });
  return found == table.end() ? nullptr : &*found;
}

const Reader* find_reader(const std::string& name) {
  const auto& table = reader_table();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Reader* reader) { return reader->declaration().name == name; });
  return found == table.end() ? nullptr : *found;
}

std::string reader_for(const std::string& file_name) {
  struct Ending {
    std::string_view text;
    const char* reader;
  };
  static constexpr auto endings = std::to_array<Ending>({
      {"quest2.txt", "quest"}, {".table", "lcmodel"}, {".csv", "table"},     {".tsv", "table"},
      {".json", "table"},      {".nii", "image"},     {".nii.gz", "image"},  {".hdr", "image"},
      {".img", "image"},       {".mha", "image"},     {".mhd", "image"},     {".nrrd", "image"},
      {".nhdr", "image"},      {".mgh", "image"},     {".mgz", "image"},     {".mnc", "image"},
      {".dcm", "image"},       {".ima", "image"},     {".IMA", "image"},     {".mif", "image"},
      {".mif.gz", "image"},    {".txt", "text"},      {".dat", "text"},      {".mat", "text"},
      {".log", "text"},        {".tfm", "transform"}, {".lta", "transform"}, {".bval", "vector"},
      {".bvec", "vector"},     {".bvals", "vector"},  {".bvecs", "vector"},
  });
  for (const auto& ending : endings) {
    if (file_name.ends_with(ending.text)) {
      return ending.reader;
    }
  }
  return "bytes";
}

Result<Data> read_data(const std::string& reader, const sys::Path& file, const std::string& name,
                       const Options& options) {
  const auto wanted = reader.empty() ? reader_for(name) : reader;
  const auto* found = find_reader(wanted);
  if (found == nullptr) {
    return failure(ErrorKind::protocol, format("there is no reader \"{}\"", wanted),
                   suggestion(wanted, model::names_of(builtin_readers())));
  }
  auto data = found->read(file, name, options);
  if (!data) {
    return tl::unexpected(
        with_context(std::move(data).error(), format("while reading \"{}\" as {}", name, wanted)));
  }
  return data;
}

bool reads_together(const std::string& reader) {
  const auto* found = find_reader(reader);
  return found != nullptr && found->reads_together();
}

Result<Data> read_together(const std::string& reader, const std::vector<NamedFile>& files,
                           const Options& options) {
  auto data = find_reader(reader)->read_together(files, options);
  if (!data) {
    return tl::unexpected(
        with_context(std::move(data).error(), format("while reading {} files as {}", files.size(), reader)));
  }
  return data;
}

} // namespace reprovip::score
