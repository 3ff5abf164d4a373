#pragma once

#include "harness/base/result.hpp"
#include "harness/model/history.hpp"
#include "harness/model/study.hpp"
#include "harness/sys/files.hpp"

#include <map>
#include <string>
#include <vector>

// Over the studies of one or several stores, which are brought up to date first. A study that several stores
// have (caches, copies) is the one with the later end, else the first named. `notes`: what was wrong and did
// not matter (Index::open).
namespace reprovip::history {

using Stores = std::vector<sys::Path>;

// In time order, then by id.
Result<std::vector<model::HistoryStudy>> list_studies(const Stores& stores, std::vector<std::string>& notes);

struct Question {
  std::string metric;   // a metric's id, or one of built_in()
  std::string protocol; // wildcards; "" = all
  std::string value;    // of "amplitudes.Amplitude[NAA]" or a criterion's id; wildcards; "" = all
  double alpha = 0.05;  // of the search for changes, for each line by itself
};
// An error when no study has this metric: it says what can be asked.
Result<model::History> ask(const Stores& stores, const Question& question);

struct Askable {
  std::string name;
  std::string doc;
  std::uint32_t studies = 0; // that have it
};
// What each study has without a metric: verdict, wall, memory, failures.
const std::vector<Askable>& built_in();
Result<std::vector<Askable>> askable(const Stores& stores, std::vector<std::string>& notes);

// Since when each criterion of the study has its status: over the earlier studies of the same protocol,
// profile, options and application. One that does not have the criterion, or was not judged, neither counts
// nor ends the row. The study is saved already; without its row there is no standing.
Result<std::map<std::string, model::Standing>> standings(const model::Study& study, const Stores& stores,
                                                         std::vector<std::string>& notes);

} // namespace reprovip::history
