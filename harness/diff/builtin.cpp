#include "harness/diff/differ.hpp"

#include <algorithm>

// The kinds of files whose differences are told in their own words: one row each.

namespace reprovip::diff {

namespace {

using score::Nature;

bool are_archives(const Pair& pair) {
  const auto packed = [](const std::string& format) { return format == "tar" || format == "zip"; };
  return packed(pair.format_a) && packed(pair.format_b);
}

bool are_text(const Pair& pair) {
  static const std::vector<std::string> formats = {"text", "json", "svg", "html", "postscript", "stats"};
  const auto is_text = [&](const std::string& format) {
    return std::find(formats.begin(), formats.end(), format) != formats.end();
  };
  return is_text(pair.format_a) && is_text(pair.format_b);
}

bool are_images(const Pair& pair) {
  const auto is_image = [](const score::Look& look) {
    return look.nature == Nature::image || look.nature == Nature::labels;
  };
  return is_image(pair.look_a) && is_image(pair.look_b);
}

} // namespace

const std::vector<Differ>& builtin_differs() {
  static const std::vector<Differ> table = {
      {"archive", "tar and zip: member by member, each as its own kind", are_archives, diff_archives},
      {"tracks", ".tck: header, number of streamlines, lengths, the first that differs",
       [](const Pair& pair) { return pair.both_have("tck"); }, diff_tracks},
      {"dicom", "DICOM: elements by name, then pixels",
       [](const Pair& pair) { return pair.both_have("dicom"); }, diff_dicom},
      {"labels", "images of labels: header, voxels that change label, Dice and volumes per label",
       [](const Pair& pair) { return pair.both_are(Nature::labels); }, diff_labels},
      {"image", "images: header, which voxels differ, where, how far (ULP), NaN and infinities", are_images,
       diff_images},
      {"transform", "4×4 matrices: parameters, angle, mm",
       [](const Pair& pair) { return pair.both_are(Nature::transform); }, diff_transforms},
      {"numbers", "lists and matrices of numbers: element by element",
       [](const Pair& pair) { return pair.both_are(Nature::numbers); }, diff_numbers},
      {"table", "CSV, TSV, JSON, cQUEST, LCModel: cell by cell, by row and column",
       [](const Pair& pair) { return pair.both_are(Nature::table); }, diff_tables},
      {"text", "lines, as a unified diff", are_text, diff_texts},
      {"bytes", "everything else: sizes, the first byte that differs; diffoscope where it is installed",
       [](const Pair&) { return true; }, diff_bytes},
  };
  return table;
}

std::vector<std::pair<std::string, std::string>> differ_names() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& differ : builtin_differs()) {
    names.emplace_back(differ.name, differ.doc);
  }
  return names;
}

} // namespace reprovip::diff
