#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>

#include "harness/model/record.hpp"

namespace reprovip::launch {

// Told what happens, in order, from the conductor's thread.
class Progress {
public:
  virtual ~Progress() = default;
  virtual void begin(std::uint32_t to_run, std::uint32_t reused) = 0;
  virtual void started(const std::string& name) = 0;
  virtual void finished(const std::string& name, const model::Record& record) = 0;
  virtual void retrying(const std::string& name, const std::string& reason) = 0;
  virtual void end() = 0;
};

// auto: a live line with ETA on a terminal, one line per finished cell otherwise; json: one object a line.
enum class ProgressStyle { automatic, plain, json, quiet };
std::unique_ptr<Progress> make_progress(ProgressStyle style, std::FILE* stream);

} // namespace reprovip::launch
