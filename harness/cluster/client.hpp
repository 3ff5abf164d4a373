#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/process.hpp"

#include <functional>
#include <string>
#include <vector>

namespace reprovip::cluster {

// Runs a client program to its end. The real one is sys::run_captured.
using RunCommand = std::function<Result<sys::Captured>(const sys::Command& command, Seconds limit)>;
// Tells people.
using Say = std::function<void(const std::string& text)>;

// What a scheduler's client programs get to see, and through them its controller and its nodes: how to find
// and be known to the controller, and nothing else: what else is there may be secret.
sys::Environment client_environment(const sys::Environment& ours);

// An error that names the first program that is not in the PATH, and the package that brings it.
Result<void> need_clients(const std::string& launcher, const std::vector<std::string>& programs,
                          const std::string& package);

// The way to a controller that may be away. A call without an answer says nothing about the jobs: it is made
// again, at most every 30 s, for as long as it takes. People are told when it goes away and when it is back.
class Client {
public:
  Client(std::string title, RunCommand run, Say say, sys::Clock& clock);

  // An error: the program did not come to an end in time, or did not start.
  Result<sys::Captured> call(const std::vector<std::string>& argv);
  // What the answer was worth, told by the caller, who can read it.
  void answered();
  void silent(const std::string& why);

  // Whether it makes sense to call now; if not, when.
  bool is_ready() const { return m_clock.steady() >= m_ready; }
  sys::TimePoint ready() const { return m_ready; }
  // It has never answered, in a while that is long enough to give up.
  bool is_hopeless() const;

private:
  std::string m_title;
  RunCommand m_run;
  Say m_say;
  sys::Clock& m_clock;
  sys::Environment m_environment;
  bool m_has_answered = false;
  int m_failures = 0;
  sys::TimePoint m_first_failure{};
  sys::TimePoint m_ready{};
};

} // namespace reprovip::cluster
