#include "signal.hpp"

#include "mistake.hpp"
#include "numbers.hpp"
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace mrs_quantify {

namespace {

constexpr std::size_t k_header_numbers = 64;
constexpr std::size_t k_most_points = 1U << 20U;
constexpr double k_largest_sample = 1e100;
// What jMRUI keeps behind the points, one line each: patient, date, spectrometer, information.
constexpr const char* k_trailer = "\n\n\n\n";

// Of what squares stay finite of, too.
bool is_sample(double value) {
  return is_finite(value) && std::abs(value) <= k_largest_sample;
}

double big_endian(const std::string& bytes, std::size_t index) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    bits = bits << 8U | static_cast<unsigned char>(bytes[8 * index + i]);
  }
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

void append_big_endian(std::string& bytes, double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  for (unsigned shift = 64; shift > 0; shift -= 8) {
    bytes.push_back(static_cast<char>(bits >> (shift - 8) & 0xffU));
  }
}

void check_header(const std::string& name, const std::vector<double>& header, std::size_t bytes) {
  const double count = header[1];
  if (!is_finite(count) || count < 1 || count > static_cast<double>(k_most_points) ||
      count != static_cast<double>(static_cast<std::size_t>(count))) {
    throw Mistake(name, 0,
                  "is no jMRUI signal: its header's second number is no number of points; "
                  "give a text file another ending than .mrui");
  }
  if (bytes < 8 * k_header_numbers + 16 * static_cast<std::size_t>(count)) {
    throw Mistake(name, 0,
                  "ends before its " + std::to_string(static_cast<std::size_t>(count)) +
                      " points; copy it again");
  }
  if (!is_finite(header[2]) || header[2] <= 0) {
    throw Mistake(name, 0, "has no sampling interval in its header; set it in jMRUI and save again");
  }
  if (!is_finite(header[5]) || header[5] <= 0) {
    throw Mistake(name, 0, "has no transmitter frequency in its header; set it in jMRUI and save again");
  }
  if (is_finite(header[13]) && header[13] > 1) {
    throw Mistake(name, 0, "has more than one frame; save one frame as a file of its own");
  }
}

Signal parse_mrui(const std::string& name, const std::string& bytes) {
  if (bytes.size() < 8 * k_header_numbers) {
    throw Mistake(name, 0, "is too short for a jMRUI signal, which begins with 512 bytes of header");
  }
  Signal signal;
  for (std::size_t i = 0; i < k_header_numbers; ++i) {
    signal.header.push_back(big_endian(bytes, i));
  }
  check_header(name, signal.header, bytes.size());
  signal.axis = {signal.header[2] * 1e-3, signal.header[5], signal.header[9]};
  const auto count = static_cast<std::size_t>(signal.header[1]);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = k_header_numbers + 2 * i;
    signal.points.emplace_back(big_endian(bytes, at), big_endian(bytes, at + 1));
    if (!is_sample(signal.points.back().real()) || !is_sample(signal.points.back().imag())) {
      throw Mistake(name, 0,
                    "point " + std::to_string(i + 1) + " is not a finite number up to 1e100; copy it again");
    }
  }
  return signal;
}

std::vector<double> parse_row(const std::string& name, std::size_t line, const std::string& text) {
  std::vector<double> row;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto value = read_number(word);
    if (!value || !is_sample(*value)) {
      throw Mistake(name, line,
                    "\"" + word + "\" is not a number; a text signal has 2 or 4 columns of numbers");
    }
    row.push_back(*value);
  }
  return row;
}

Signal parse_text(const std::string& name, const std::string& bytes, const Axis& axis) {
  Signal signal;
  signal.axis = axis;
  signal.text = true;
  std::istringstream lines(bytes);
  std::size_t number = 0;
  std::size_t columns = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const auto start = line.find_first_not_of(" \t\r");
    if (start == std::string::npos || line[start] == '#') {
      continue;
    }
    const auto row = parse_row(name, number, line);
    columns = columns == 0 ? row.size() : columns;
    if (row.size() != columns || (columns != 2 && columns != 4)) {
      throw Mistake(name, number,
                    "has " + std::to_string(row.size()) +
                        " columns; every line of a text signal has 2, or every line 4");
    }
    signal.points.emplace_back(row[0], row[1]);
    if (columns == 4) {
      signal.water.emplace_back(row[2], row[3]);
    }
  }
  if (signal.points.empty()) {
    throw Mistake(name, 0, "has no points");
  }
  return signal;
}

} // namespace

Signal parse_signal(const std::string& name, const std::string& bytes, const Axis& text_axis) {
  const std::string ending = ".mrui";
  const bool mrui =
      name.size() >= ending.size() && name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
  return mrui ? parse_mrui(name, bytes) : parse_text(name, bytes, text_axis);
}

Signal read_signal(const std::string& path, const Axis& text_axis) {
  return parse_signal(path, read_bytes(path), text_axis);
}

std::string format_mrui(const Points& points, const Signal& like) {
  auto header = like.header;
  if (header.empty()) {
    header.assign(k_header_numbers, 0.0);
    header[2] = like.axis.dwell * 1e3;
    header[5] = like.axis.frequency;
    header[9] = like.axis.reference_ppm;
    header[13] = 1;
  }
  header[1] = static_cast<double>(points.size());
  std::string bytes;
  for (const double value : header) {
    append_big_endian(bytes, value);
  }
  for (const auto& point : points) {
    append_big_endian(bytes, point.real());
    append_big_endian(bytes, point.imag());
  }
  return bytes + k_trailer;
}

std::string format_text(const Points& points) {
  std::string text;
  for (const auto& point : points) {
    char line[80];
    std::snprintf(line, sizeof line, "%24.17e %24.17e\n", point.real(), point.imag());
    text += line;
  }
  return text;
}

std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file || bytes.str().empty()) {
    throw Mistake(path, 0, "cannot be read, or is empty");
  }
  return bytes.str();
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) {
    throw std::runtime_error(path + ": cannot be written");
  }
}

} // namespace mrs_quantify
