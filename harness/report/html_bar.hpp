#pragma once

#include "harness/model/study.hpp"

#include <map>
#include <string>

// An estimate with its interval beside what criteria require of it, as a small picture.
namespace reprovip::report {

// The scale that the bars of one metric share.
class Scale {
public:
  void include(double value); // what is not finite is left out
  // An interval without end is drawn to the edge.
  double x(double value) const;

private:
  double m_low = 0;
  double m_high = 0;
  bool m_empty = true;
};
std::map<std::string, Scale> scales_of(const model::Study& study); // by metric

// "" without an estimate.
std::string bar(const model::Study& study, const model::Score& score, const Scale& scale);

} // namespace reprovip::report
