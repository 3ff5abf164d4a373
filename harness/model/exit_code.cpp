#include "harness/model/exit_code.hpp"

#include <algorithm>
#include <array>

namespace reprovip::model {

ExitCode worst(ExitCode a, ExitCode b) {
  constexpr std::array k_order = {
      ExitCode::interrupted,    ExitCode::terminated,       ExitCode::internal,
      ExitCode::usage,          ExitCode::criterion_failed, ExitCode::execution_failed,
      ExitCode::global_timeout, ExitCode::infrastructure,   ExitCode::baseline_missing,
      ExitCode::inconclusive,   ExitCode::nothing_selected, ExitCode::success};
  return std::ranges::find(k_order, a) <= std::ranges::find(k_order, b) ? a : b;
}

} // namespace reprovip::model
