#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/model/score.hpp"
#include "harness/model/study.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/sys/files.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace reprovip::score {

// The stored bytes behind a raw digest, as a file to read; an error when they were not kept.
using OpenObject = std::function<Result<sys::Path>(const Digest& raw)>;

// What was computed for a pair of outputs (or read from one) before, by metric and digests.
class Cache {
public:
  virtual ~Cache() = default;
  virtual std::optional<std::string> find(const std::string& key) = 0;
  virtual void keep(const std::string& key, const std::string& value) = 0;
};

struct World {
  OpenObject open;
  Cache* cache = nullptr;                                    // may be null
  const std::map<std::string, model::Host>* hosts = nullptr; // observed factors; may be null
  // Where files that metrics write are kept, and what model::Score::files then begin with. "": nowhere.
  sys::Path places;
  std::string places_name;
};

// Classes of every output, then every metric of the protocol. `records` is aligned with plan.executions.
// Deterministic.
model::Scores score(const model::Plan& plan, const std::vector<std::optional<model::Record>>& records,
                    const World& world);

const std::vector<model::PluginDecl>& builtin_readers();
const std::vector<model::PluginDecl>& builtin_metrics();
// The names that a criterion `on` an output may use: classes, classes.raw, modal, simpson, missing.
const std::vector<std::string>& class_names();

// One metric on files at hand: `reprovip metric KIND F...`.
Result<std::vector<model::Score>> score_files(const std::string& kind, const std::vector<sys::Path>& files,
                                              const std::string& reader, const std::string& column,
                                              const std::map<std::string, model::Value>& options);

} // namespace reprovip::score
