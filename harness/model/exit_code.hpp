#pragma once

namespace reprovip::model {

// What the program says to its caller; the first that applies, in the order of `worst`. Engines use 125 to
// 127. Stored in scripts of others: do not renumber.
enum class ExitCode {
  success = 0,
  criterion_failed = 1,
  usage = 2,
  execution_failed = 3,
  nothing_selected = 4,
  inconclusive = 5,
  baseline_missing = 6,
  internal = 70,
  infrastructure = 75,
  global_timeout = 124,
  interrupted = 130,
  terminated = 143,
};

// The one that comes first in: 130/143, 70, 2, 1, 3, 124, 75, 6, 5, 4, 0.
ExitCode worst(ExitCode a, ExitCode b);

} // namespace reprovip::model
