#pragma once

#include "harness/base/digest.hpp"
#include "harness/model/observations.hpp"
#include "harness/model/picture.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/model/score.hpp"
#include "harness/model/verdict.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::model {

// How long a criterion has come to what it comes to: over the studies of one protocol (and profile) in
// history.
struct Standing {
  Status status = Status::inconclusive;
  std::string study;         // the first of the unbroken row that ends with this one
  std::int64_t since_ms = 0; // UTC, when that one's last execution ended
  std::uint32_t studies = 1; // in the row
};

// Where reports stand and are seen, as the command line and the pipeline say: reporters look at neither.
struct Place {
  std::string current; // the folder that relative paths start from, absolute; "" = nobody says
  std::string project; // the folder from which GitLab counts paths, absolute; else the same as `current`
  std::map<std::string, std::string> reports; // reporter → its file, as typed; none that goes to a pipe
  std::string job;                            // address of the GitLab job, whose artifacts are below
  std::string dashboard;                      // address at which the HTML report is published
};

// Everything known of one study: what reporters turn into bytes. They read no clock and no disk.
struct Study {
  Plan plan;
  // One per execution of the plan: the attempt that counts (the last complete one, else the last), if there
  // is any.
  std::vector<std::optional<Record>> records;
  std::map<std::string, Host> hosts; // by fingerprint, hex
  Scores scores;
  Observations observations; // of the values that metrics speak of
  Verdicts verdicts;
  std::map<std::string, Standing> standings; // by criterion; empty where there is no history
  // What pages show whole: by the digest of a log (hex) its end, by the name of a layer of `pictures` a
  // volume.
  std::map<std::string, std::string> exhibits;
  std::vector<Picture> pictures;
  std::vector<Movements> movements;       // of outputs that are transforms
  std::vector<std::string> not_exhibited; // "maps/sd.nii.gz: it has 4 axes"; what, and why
  std::string store;                      // path as the user would type it
  std::string options;                    // what selected this study on the command line: " --set a=b -s s1"
  Place place;
  std::string tool_version;
  bool interrupted = false; // the run was stopped before its end
  std::uint32_t reused = 0; // executions that were in the store already
};

struct Tally {
  std::uint32_t planned = 0;
  std::uint32_t succeeded = 0;
  std::uint32_t failed = 0; // of the application: failed, timed out, killed, out of memory, outputs missing
  std::uint32_t infrastructure = 0; // could not be run
  std::uint32_t missing = 0;        // no record
};
Tally tally(const Study& study);

} // namespace reprovip::model
