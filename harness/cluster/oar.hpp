#pragma once

#include "harness/cluster/scheduler.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reprovip::cluster {

struct OarOptions {
  std::string queue; // "" = the site's default, as for the next two
  std::string project;
  std::string properties;         // an SQL condition on resources
  std::string machine = "host";   // the property that the levels of `machine` name
  Seconds walltime{7200};         // for executions without a time limit: OAR always ends a job
  std::vector<std::string> types; // besteffort, idempotent ...
  std::vector<std::string> words; // more words of oarsub, as they are
};

// OAR's command line, 2.5. Array jobs by parameter file, one line a task. Jobs are asked for and cancelled by
// name, never by id: a besteffort job that is killed is submitted again by OAR, as a job of another id and
// the same name. Which task a job is says its command. OAR has no throttle, and cannot be asked for memory.
// Each call takes 0.2 to 0.5 s: its programs are Perl that talks to a database.
class OarScheduler final : public Scheduler {
public:
  explicit OarScheduler(OarOptions options) : m_options(std::move(options)) {}

  std::string_view title() const override { return "OAR"; }
  bool throttles() const override { return false; }
  std::vector<std::string> limits_argv() const override { return {"oarstat", "-V"}; }
  Result<Limits> read_limits(const sys::Captured& answer) const override;
  std::vector<SpoolFile> files(const Submission& submission) const override;
  std::vector<std::string> submit_argv(const Submission& submission) const override;
  SubmitAnswer read_submitted(const Submission& submission, const sys::Captured& answer) const override;
  std::vector<std::string> find_argv(const Submission& submission) const override;
  Result<std::optional<Submitted>> read_found(const Submission& submission,
                                              const sys::Captured& answer) const override;
  std::size_t jobs_per_query() const override { return 20; }
  std::vector<std::string> query_argv(const std::vector<Submitted>& jobs) const override;
  Result<std::vector<std::vector<TaskState>>> read_query(const std::vector<Submitted>& jobs,
                                                         const sys::Captured& answer) const override;
  std::vector<std::string> cancel_argv(const Submitted& job, const std::vector<std::uint32_t>& tasks,
                                       Cancel how) const override;

private:
  OarOptions m_options;
};

} // namespace reprovip::cluster
