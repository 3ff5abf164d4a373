#pragma once

#include "harness/base/quantity.hpp"
#include "harness/vip/answers.hpp"

namespace reprovip::vip {

// Asks again what passes, a few times, after 2, 4, 8 and 16 s: for what somebody is waiting for. `sleep`
// takes the pause and tells whether to go on.
template <typename Ask, typename Sleep>
auto persist(Ask ask, Sleep sleep) {
  constexpr int k_tries = 5;
  auto answer = ask();
  for (int tries = 1; !answer && is_passing(answer.error()) && tries < k_tries; ++tries) {
    if (!sleep(Seconds(1U << static_cast<unsigned>(tries)))) {
      break;
    }
    answer = ask();
  }
  return answer;
}

} // namespace reprovip::vip
