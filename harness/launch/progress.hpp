#pragma once

#include "harness/model/record.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

namespace reprovip::launch {

// Told what happens to executions: one call at a time, ends in the order in which they were kept, starts in
// the order in which they were made. `finished` comes once for each execution, after its last attempt.
class Progress {
public:
  virtual ~Progress() = default;
  virtual void begin(std::uint32_t to_run, std::uint32_t reused) = 0;
  virtual void started(const std::string& name) = 0;
  virtual void finished(const std::string& name, const model::Record& record) = 0;
  virtual void retrying(const std::string& name, const std::string& reason) = 0;
  virtual void end() = 0;
};

// automatic: a live line with ETA on a terminal, else plain; plain: one line for each execution that has
// ended; json: one object a line.
enum class ProgressStyle { automatic, plain, json, quiet };
std::unique_ptr<Progress> make_progress(ProgressStyle style, std::FILE* stream);

} // namespace reprovip::launch
