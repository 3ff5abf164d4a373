#pragma once

#include "harness/base/result.hpp"
#include "harness/cluster/scheduler.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reprovip::cluster {

// What squeue prints of one array element, or of several that wait together.
struct SqueueRow {
  std::string array; // its job id
  std::string name;
  std::vector<std::uint32_t> tasks;
  TaskState state; // but for the index
};

// `squeue -h -r -t all -o k_squeue_format`.
inline constexpr const char* k_squeue_format = "%F|%K|%T|%N|%j|%r";
Result<std::vector<SqueueRow>> read_squeue(const std::string& text);

// `squeue --json` of 22.05 (plain values) and of 23.02 and later (lists of states, {set, infinite, number}).
Result<std::vector<SqueueRow>> read_squeue_json(const std::string& text);

// "1-3,5%2", "0-8:4", "7": the elements, sorted. A list that Slurm has cut short ("1-3,...") is an error.
Result<std::vector<std::uint32_t>> read_elements(std::string_view text);

// "12-14,16": the other way.
std::string write_elements(std::vector<std::uint32_t> elements);

} // namespace reprovip::cluster
