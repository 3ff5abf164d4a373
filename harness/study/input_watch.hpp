#pragma once

#include "harness/model/plan.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace reprovip::study {

// Natively, nothing keeps a program from writing to its inputs, and then repetitions are none. Remembers size
// and modification time of every input file when the run begins.
class InputWatch {
public:
  explicit InputWatch(const model::Plan& plan);
  // The id of the first input of `invocation` that is no longer what it was; "" when all are.
  std::string changed(const model::Invocation& invocation) const;

private:
  struct Stamp {
    std::int64_t size = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
  };
  static Stamp stamp_of(const sys::Path& file);
  std::map<std::string, Stamp> m_stamps;
};

} // namespace reprovip::study
