#pragma once

#include "harness/base/json.hpp"
#include "harness/launch/agenda.hpp"
#include "harness/model/record.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <set>
#include <string>

namespace reprovip::launch {

// Told what happens to executions: one call at a time; first what the launcher remarks on, ends in the order
// in which they were kept, starts in the order in which they were made. `finished` comes once for each
// execution, after its last attempt. After `end`, also when the run was stopped, nothing of it is left on the
// last line of a terminal.
class Progress {
public:
  virtual ~Progress() = default;
  virtual void begin(const Agenda& agenda) = 0;
  virtual void started(const std::string& name) = 0;
  virtual void finished(const std::string& name, const model::Record& record) = 0;
  virtual void retrying(const std::string& name, const std::string& reason) = 0;
  virtual void end() = 0;
  // What whoever runs it should know before anything is started. Rounds of one run say the same: once.
  void note(const std::string& text) {
    if (m_noted.insert(text).second) {
      noted(text);
    }
  }

protected:
  virtual void noted(const std::string& text) = 0;

private:
  std::set<std::string> m_noted;
};

// automatic: a live line with ETA on a terminal, else plain; plain: one line for each cell that has ended,
// and for each failure; json: one object a line (harness/cli/README.md says which).
enum class ProgressStyle { automatic, plain, json, quiet };
// One line of the style `json`, with the time.
void write_event(std::FILE* stream, Json event);
std::unique_ptr<Progress> make_progress(ProgressStyle style, std::FILE* stream);

} // namespace reprovip::launch
