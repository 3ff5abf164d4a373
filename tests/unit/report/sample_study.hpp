#pragma once

#include "harness/model/study.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace reprovip::report::test {

// 2 subjects × 2 thread counts × 3 repetitions: an identical output, one whose classes are split by threads,
// a failing, a warning and an inconclusive criterion, a failed execution, and names that try to be markup.
model::Study sample_study();

// The sample with control characters, invalid UTF-8, "]]>", "</script>", an emoji and two million characters
// wherever a program can put text.
model::Study hostile_study();

// How often `part` stands in the text.
std::size_t count(const std::string& text, const std::string& part);

// `subjects` × 2 × 3 executions that all succeed.
model::Study large_study(std::uint32_t subjects);

} // namespace reprovip::report::test
