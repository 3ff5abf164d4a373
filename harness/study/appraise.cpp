#include "harness/study/appraise.hpp"

#include "harness/judge/judge.hpp"
#include "harness/score/observe.hpp"
#include "harness/store/metric_cache.hpp"
#include "harness/study/rounds.hpp"

#include <algorithm>

namespace reprovip::study {

namespace {

class StoredCache : public score::Cache {
public:
  explicit StoredCache(const sys::Path& root) : m_cache(root) {}
  std::optional<std::string> find(const std::string& key) override { return m_cache.find(key); }
  void keep(const std::string& key, const std::string& value) override { m_cache.keep(key, value); }

private:
  store::MetricCache m_cache;
};

} // namespace

std::unique_ptr<score::Cache> metric_cache(const store::Store& store) {
  return std::make_unique<StoredCache>(store.root());
}

Result<std::vector<std::optional<model::Record>>>
records_of(const store::Store& store, const model::Plan& plan, std::vector<std::string>& warnings) {
  TRY_ASSIGN(auto records, store.records(plan, warnings));
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i] && records[i]->seed != plan.executions[i].seed) {
      records[i].reset();
    }
  }
  return records;
}

Result<model::Study> appraise(store::Store& store, model::Plan plan) {
  model::Study study;
  study.plan = std::move(plan);
  std::vector<std::string> warnings;
  TRY_ASSIGN(study.records, records_of(store, study.plan, warnings));
  TRY_ASSIGN(study.hosts, store.hosts());
  const auto cache = metric_cache(store);
  const score::World world{.open = [&store](const Digest& digest) { return store.object(digest); },
                           .cache = cache.get(),
                           .hosts = &study.hosts,
                           .places = store.root() / "studies" / study.plan.study / "maps",
                           .places_name = "maps/"};
  study.scores = score::score(study.plan, study.records, world);
  study.scores.study = study.plan.study;
  study.scores.looks = shared_looks(study.plan.resolved.protocol.repeat);
  for (auto& note : notes_on_looks(study.plan)) {
    warnings.push_back(std::move(note));
  }
  study.scores.warnings.insert(study.scores.warnings.end(), warnings.begin(), warnings.end());
  study.observations = score::observe(study.plan, study.records, world);
  study.verdicts = judge::judge(study.plan, study.records, study.scores);
  study.verdicts.study = study.plan.study;
  study.store = store.root().string();
  study.tool_version = REPROVIP_VERSION;
  return study;
}

Result<std::uint32_t> stored_repetitions(const store::Store& store, const model::Plan& plan) {
  std::uint32_t most = 0;
  for (const auto& cell : plan.cells) {
    most = std::max(most, store.last_repetition(cell.key));
  }
  return most;
}

model::ExitCode exit_code(const model::Study& study) {
  using model::ExitCode;
  const auto counts = model::tally(study);
  if (counts.planned == 0) {
    return ExitCode::nothing_selected;
  }
  auto code = ExitCode::success;
  if (counts.failed > 0) {
    code = worst(code, ExitCode::execution_failed);
  }
  if (counts.infrastructure > 0) {
    code = worst(code, ExitCode::infrastructure);
  }
  if (study.verdicts.status == model::Status::fail) {
    code = worst(code, ExitCode::criterion_failed);
  }
  if (study.verdicts.status == model::Status::inconclusive) {
    code = worst(code, ExitCode::inconclusive);
  }
  return code;
}

} // namespace reprovip::study
