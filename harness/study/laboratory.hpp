#pragma once

#include "harness/explain/inquiry.hpp"
#include "harness/launch/progress.hpp"
#include "harness/model/exit_code.hpp"
#include "harness/store/store.hpp"
#include "harness/study/candidates.hpp"
#include "harness/study/execute.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::study {

// How much may be run: executions, or time.
struct Budget {
  std::optional<std::uint32_t> executions;
  Seconds time{0}; // 0 = no limit
};

// Runs what `explain` asks for and the store lacks: ordinary executions of the study, or of the study with a
// factor more, which `run --set factors.NAME=LEVEL` finds again.
class Laboratory {
public:
  Laboratory(store::Store& store, const Request& request, const model::Plan& plan, LevelNames reference,
             std::vector<Candidate> candidates, RunOptions options, Budget budget,
             launch::Progress& progress);

  // Classes of this output; of a failed execution its failure is the class.
  explain::Observed observe(const std::string& output, const explain::Toggles& toggles, std::size_t subject,
                            std::size_t repetitions);
  // The records themselves, of what is in the store.
  std::vector<model::Record> records(const explain::Toggles& toggles, std::size_t subject);

  std::uint32_t ran() const { return m_ran; }
  // Executions of the study that were looked at, whenever they ran.
  std::size_t looked_at() const { return m_looked.size(); }
  bool is_spent() const { return m_spent; }
  // Not success: the user or the infrastructure ended it.
  model::ExitCode stopped() const { return m_stopped; }
  const Errors& problems() const { return m_problems; }

private:
  struct Variant {
    model::Plan plan;                                // of one repetition, with every cell
    std::vector<std::optional<std::uint32_t>> cells; // by subject of the study
    std::string impossible;
  };
  const Variant& variant(const explain::Toggles& toggles);
  Variant make_variant(const explain::Toggles& toggles);
  void find_cells(Variant& variant, const LevelNames& levels) const;
  bool is_allowed() const;
  void run(const model::Plan& plan, std::vector<std::uint32_t> missing);

  store::Store& m_store;
  const Request& m_request;
  const model::Plan& m_plan;
  LevelNames m_reference;
  std::vector<Candidate> m_candidates;
  RunOptions m_options;
  Budget m_budget;
  launch::Progress& m_progress;
  std::map<explain::Toggles, Variant> m_variants;
  plan::HashFile m_hash;
  std::set<std::pair<std::string, std::uint32_t>> m_looked;
  std::chrono::steady_clock::time_point m_start;
  std::uint32_t m_ran = 0;
  bool m_spent = false;
  model::ExitCode m_stopped = model::ExitCode::success;
  Errors m_problems;
};

} // namespace reprovip::study
