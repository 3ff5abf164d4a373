#pragma once

namespace reprovip::stats {

// Of an interval, mostly a confidence interval.
struct Limits {
  double low = 0;
  double high = 0;
};

} // namespace reprovip::stats
