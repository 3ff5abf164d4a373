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
struct FileRequest {
  std::string kind;
  // One per execution. A single table has one column per execution, or with `long_columns` a row for each.
  std::vector<sys::Path> files;
  std::string reader;                                 // "" = by the files' names
  std::string column;                                 // of tables; "" = all
  std::map<std::string, model::Value> options;        // of the metric
  std::map<std::string, model::Value> reader_options; // of the reader
  // Which file is whose: "{subject}_r{repetition}.nii.gz" ends the file's path; other names are factors.
  std::string pattern;
  std::vector<std::pair<std::string, sys::Path>> levels; // files of a level, compared across levels
  std::string across;                    // the name in `pattern` whose levels are compared, or a column
  std::vector<std::string> long_columns; // subject, run, value, then factors
  std::string key;                       // the columns that name the rows of a table
  std::string truth;                     // the ground truth's file; may use {subject}
  sys::Path map;                         // where the metric may write what it writes; a folder ends in "/"
};
Result<std::vector<model::Score>> score_files(const FileRequest& request);

// The same on files that need no more to be said: one per execution.
Result<std::vector<model::Score>> score_files(const std::string& kind, const std::vector<sys::Path>& files,
                                              const std::string& reader, const std::string& column,
                                              const std::map<std::string, model::Value>& options);

} // namespace reprovip::score
