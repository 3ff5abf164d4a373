#include "gradients.hpp"

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tensor_fit {

namespace {

using Rows = std::vector<std::vector<double>>;

// "nan" is how some converters write the direction of b = 0. It becomes 0 here: built with -ffast-math the
// program cannot tell a NaN later on.
double number(const std::string& word, const std::string& path) {
  if (word == "nan" || word == "NaN" || word == "NAN") {
    return 0;
  }
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  if (end != word.c_str() + word.size()) {
    throw std::runtime_error(path + ": \"" + word + "\" is not a number");
  }
  return value;
}

Rows read_rows(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    throw std::runtime_error(path + ": cannot be read");
  }
  Rows rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::vector<double> row;
    for (std::string word; words >> word;) {
      row.push_back(number(word, path));
    }
    if (!row.empty()) {
      rows.push_back(row);
    }
  }
  return rows;
}

std::vector<double> flat(const Rows& rows) {
  std::vector<double> values;
  for (const auto& row : rows) {
    values.insert(values.end(), row.begin(), row.end());
  }
  return values;
}

bool is_table(const Rows& rows, std::size_t height, std::size_t width) {
  if (rows.size() != height) {
    return false;
  }
  for (const auto& row : rows) {
    if (row.size() != width) {
      return false;
    }
  }
  return true;
}

Gradient make_gradient(double b, double x, double y, double z) {
  const double length = std::hypot(std::hypot(x, y), z);
  if (length == 0) {
    return {};
  }
  return {b, {x / length, y / length, z / length}};
}

} // namespace

std::vector<Gradient> read_gradients(const std::string& bval_path, const std::string& bvec_path) {
  const auto b = flat(read_rows(bval_path));
  const auto vectors = read_rows(bvec_path);
  const bool columns = is_table(vectors, 3, b.size());
  if (!columns && !is_table(vectors, b.size(), 3)) {
    throw std::runtime_error(bvec_path + ": has neither 3 rows nor 3 columns for the " +
                             std::to_string(b.size()) + " b-values of " + bval_path);
  }
  std::vector<Gradient> gradients;
  for (std::size_t i = 0; i < b.size(); ++i) {
    gradients.push_back(columns ? make_gradient(b[i], vectors[0][i], vectors[1][i], vectors[2][i])
                                : make_gradient(b[i], vectors[i][0], vectors[i][1], vectors[i][2]));
  }
  return gradients;
}

} // namespace tensor_fit
