#pragma once

#include "harness/cluster/scheduler.hpp"

#include <string>
#include <vector>

namespace reprovip::cluster {

struct SlurmOptions {
  std::string partition; // "" = the site's default, as for the next two
  std::string account;
  std::string qos;
  std::vector<std::string> words;   // more words of sbatch, as they are
  std::string machine = "nodelist"; // what the levels of `machine` name: nodelist, constraint or partition
  bool requeue = true;              // what a node's failure or preemption ended, Slurm starts again by itself
  bool json = false;                // ask squeue for JSON
};

// Slurm's command line, 20.11 or later. Job arrays; states by `squeue` with a format of our own, which is
// filtered by the controller, complete and small. `squeue --json` is for sites whose squeue prints otherwise:
// that of 22.05 ignores every filter and prints each job of the cluster in full. Nothing is asked of sacct,
// which many sites lack.
class SlurmScheduler final : public Scheduler {
public:
  explicit SlurmScheduler(SlurmOptions options) : m_options(std::move(options)) {}

  std::string_view title() const override { return "Slurm"; }
  bool throttles() const override { return true; }
  std::vector<std::string> limits_argv() const override { return {"scontrol", "show", "config"}; }
  Result<Limits> read_limits(const sys::Captured& answer) const override;
  std::vector<SpoolFile> files(const Submission& submission) const override;
  std::vector<std::string> submit_argv(const Submission& submission) const override;
  SubmitAnswer read_submitted(const Submission& submission, const sys::Captured& answer) const override;
  std::vector<std::string> find_argv(const Submission& submission) const override;
  Result<std::optional<Submitted>> read_found(const Submission& submission,
                                              const sys::Captured& answer) const override;
  std::size_t jobs_per_query() const override { return 100; }
  std::vector<std::string> query_argv(const std::vector<Submitted>& jobs) const override;
  Result<std::vector<std::vector<TaskState>>> read_query(const std::vector<Submitted>& jobs,
                                                         const sys::Captured& answer) const override;
  std::vector<std::string> cancel_argv(const Submitted& job, const std::vector<std::uint32_t>& tasks,
                                       Cancel how) const override;

private:
  SlurmOptions m_options;
};

} // namespace reprovip::cluster
