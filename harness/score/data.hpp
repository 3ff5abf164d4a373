#pragma once

#include "harness/model/value.hpp"
#include "harness/voxels/image.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace reprovip::score {

// What a reader makes of a file.

// A number as it stands in the file: `digits` are the significant digits printed, 0 when the file is not
// text.
struct Number {
  double value = 0;
  int digits = 0;

  bool operator==(const Number&) const = default;
};
// Absent ("", "NA", "n/a"), a number, or text.
using TableCell = std::variant<std::monostate, Number, std::string>;
struct Table {
  std::vector<std::string> columns; // without those of the key
  std::vector<std::string> keys; // one per row, all different; a single row without a key option is called ""
  std::vector<std::vector<TableCell>> rows;
  std::vector<std::string> notes; // warnings that the file itself carries
};

// Numbers in lines of equal length (a matrix), or of any length (then one line, columns = count).
struct Vector {
  std::vector<Number> values; // line by line
  std::size_t lines = 0;
  std::size_t columns = 0;
  bool transform = false; // 4×4, mm, last line 0 0 0 1
};

using voxels::Image;

struct Text {
  std::string text;
};
struct Bytes {
  std::string bytes;
};

using Data = std::variant<Table, Vector, Image, Text, Bytes>;
using Options = std::map<std::string, model::Value>;

// The option as text, or `fallback`.
std::string text_option(const Options& options, const std::string& name, const std::string& fallback);
// The option as a number (also of text that is one), or `fallback`.
double number_option(const Options& options, const std::string& name, double fallback);
std::optional<double> number_option(const Options& options, const std::string& name);
bool flag_option(const Options& options, const std::string& name, bool fallback);
// "a=1, b=x": the same options are the same text.
std::string describe_options(const Options& options);

// A number as people and programs print it: sign, digits, exponent, nan, inf; the whole text or nothing.
std::optional<Number> parse_number(std::string_view text);

// One number of an output, by column and row.
struct NamedValue {
  std::string column;
  std::string row;
  TableCell cell;
};
// The numbers of an output that a metric may speak of: the cells of `column`, or of every column with a
// number when it is "". Of a table: its own columns. Of a matrix: columns and rows are counted from 1; of
// numbers in one line or one column, rows only. Of a transform also `tx` `ty` `tz` (mm, its last column) and
// `rx` `ry` `rz` (rad, of its rotation part, FSL's Rx Ry Rz), NaN when it mirrors. Of an image: `mean` (which
// "" means), `sd`, `min`, `max`; of labels: `volume` in mm³ (which "" means) and `voxels`, one row per label
// but 0. Text and bytes have none.
std::vector<NamedValue> named_values(const Data& data, const std::string& column);

} // namespace reprovip::score
