#pragma once

#include <complex>
#include <string>
#include <vector>

namespace mrs_quantify {

using Points = std::vector<std::complex<double>>;

// What a text file does not say. The defaults are those of the ISMRM fitting challenge.
struct Axis {
  double dwell = 1.0 / 4000;   // s
  double frequency = 123.2e6;  // Hz, of the transmitter
  double reference_ppm = 4.65; // at 0 Hz
};

// A free induction decay. Point n is at n * axis.dwell.
struct Signal {
  Points points;
  Points water; // the same without water suppression; empty when the file has none
  Axis axis;
  bool text = false;          // columns, not .mrui
  std::vector<double> header; // the 64 numbers of an .mrui file; empty for text
};

// jMRUI's binary format when `name` ends in .mrui: 64 big-endian doubles of header (1 points, 2 dwell in ms,
// 5 frequency in Hz, 9 ppm at 0 Hz, 13 frames), then real and imaginary parts. Anything else is the
// challenge's text: two columns, real and imaginary, or four, the last two the water signal; lines that
// begin with # are comments. Throws Mistake with the line.
Signal parse_signal(const std::string& name, const std::string& bytes, const Axis& text_axis);
Signal read_signal(const std::string& path, const Axis& text_axis);

// The bytes of `points` as .mrui with the header of `like`, or one made of its axis.
std::string format_mrui(const Points& points, const Signal& like);

// Two columns, every digit.
std::string format_text(const Points& points);

std::string read_bytes(const std::string& path);
void write_bytes(const std::string& path, const std::string& bytes);

} // namespace mrs_quantify
