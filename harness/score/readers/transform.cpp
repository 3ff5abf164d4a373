#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/readers/transform_formats.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

using model::OptionType;

bool has_line(const std::string& text, const std::string& name) {
  const auto lines = lines_of(text);
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    const auto words = trimmed(line);
    return words.starts_with(name) && trimmed(words.substr(name.size())).starts_with("=");
  });
}

Vector vector_of(const stats::Affine& matrix) {
  Vector vector;
  for (const double element : matrix) {
    vector.values.push_back({element, 0});
  }
  vector.lines = 4;
  vector.columns = 4;
  return vector;
}

// A matrix as it stands: FSL's .mat, MRtrix's .txt (3 lines or 4). Keeps the digits that are printed.
Result<Vector> plain_matrix(const std::string& text) {
  TRY_ASSIGN(auto vector, numbers_in_lines(text));
  if (vector.columns == 4 && vector.lines == 3) {
    for (const double element : {0.0, 0.0, 0.0, 1.0}) {
      vector.values.push_back({element, 1});
    }
    vector.lines = 4;
  }
  if (vector.lines != 4 || vector.columns != 4) {
    return failure(ErrorKind::data, format("a transform has 4 lines of 4 numbers, this has {} of {}",
                                           vector.lines, vector.columns));
  }
  return vector;
}

Result<Vector> read_binary(const std::string& bytes) {
  if (is_itk_matlab(bytes)) {
    TRY_ASSIGN(const auto transforms, parse_itk_matlab(bytes));
    TRY_ASSIGN(const auto matrix, itk_matrix(transforms));
    return vector_of(with_axes_flipped(matrix));
  }
  if (bytes.starts_with("\x89HDF")) {
    return failure(
        ErrorKind::data, "this is an HDF5 transform: such files are not read",
        "write it as text (.tfm), with ANTs' ConvertTransformFile or CompositeTransformUtil, or SimpleITK");
  }
  return failure(ErrorKind::data, "this is no transform: it is binary and not of ITK's MATLAB kind",
                 "a displacement field is compared as an image");
}

Result<Vector> read_transform(const std::string& bytes) {
  if (bytes.find('\0') != std::string::npos) {
    return read_binary(bytes);
  }
  if (bytes.starts_with("#Insight Transform File")) {
    TRY_ASSIGN(const auto transforms, parse_itk_text(bytes));
    TRY_ASSIGN(const auto matrix, itk_matrix(transforms));
    return vector_of(with_axes_flipped(matrix));
  }
  if (has_line(bytes, "nxforms")) {
    TRY_ASSIGN(const auto matrix, parse_lta(bytes));
    return vector_of(matrix);
  }
  return plain_matrix(bytes);
}

class TransformReader : public Reader {
public:
  model::PluginDecl declaration() const override {
    return {"transform",
            "a linear transform as 4×4, mm: of ITK (.tfm, .txt, ANTs' .mat; turned to RAS), LTA (RAS), FSL's "
            ".mat "
            "and MRtrix's .txt (as they stand); also tx ty tz rx ry rz",
            {{"invert", OptionType::boolean, "false", "take its inverse", {}}},
            {}};
  }

  Result<Data> read(const sys::Path& file, const std::string&, const Options& options) const override {
    TRY_ASSIGN(auto bytes, sys::read_file(file));
    if (bytes.find('\0') == std::string::npos) {
      std::erase(bytes, '\r');
    }
    TRY_ASSIGN(auto vector, read_transform(bytes));
    stats::Affine matrix{};
    std::transform(vector.values.begin(), vector.values.end(), matrix.begin(),
                   [](const Number& number) { return number.value; });
    if (!stats::is_affine(matrix)) {
      return failure(ErrorKind::data,
                     "this is no transform: its last line is not 0 0 0 1, or a number is not finite");
    }
    if (flag_option(options, "invert", false)) {
      const auto inverse = stats::inverse(matrix);
      if (!inverse) {
        return failure(ErrorKind::data, "the transform is singular: it cannot be inverted");
      }
      vector = vector_of(*inverse);
    }
    vector.transform = true;
    return Data(std::move(vector));
  }
};

} // namespace

const Reader& transform_reader() {
  static const TransformReader reader;
  return reader;
}

} // namespace reprovip::score
