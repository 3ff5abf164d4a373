#pragma once

#include "harness/base/result.hpp"
#include "harness/model/baseline.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::baseline {

// One execution, as it was read.
struct SeenValue {
  std::string output;
  std::string column;
  std::string row;
  double value = 0;
};
struct Seen {
  std::string name; // for people
  std::string subject;
  model::Assignment levels; // what is known of its condition
  // Canonical digest by output; "" = it is not there.
  std::vector<std::pair<std::string, std::string>> digests;
  std::vector<SeenValue> values;
  std::string cell; // of the store, and its repetition: "" and 0 when it was not run by us
  std::uint32_t repetition = 0;
};

// What the limits stand on.
enum class Basis {
  executions,   // an order statistic of the accepted executions, each left out in turn
  normal,       // t of the subject's own repetitions, shared by the values: too few for `executions`
  environments, // one execution in another environment: components of variance
  subjects      // of a subject that was not accepted: the others' range, which decides nothing
};
std::string_view to_string(Basis basis);

// `silent`: nothing can be said and nothing is asked (an output of which each execution had another class).
// `unknown`: something should be said, and the baseline has too little for it.
enum class Standing { identical, inside, outside, unknown, silent };
std::string_view to_string(Standing standing);

struct Range {
  double low = 0;
  double high = 0;
};
struct VerifiedValue {
  std::string name; // "amplitudes.Amplitude[NAA]"; of an output's digest its id
  std::string output;
  Standing standing = Standing::silent;
  std::optional<double> seen;
  std::optional<double> centre;
  std::optional<Range> range; // that all values of 19 executions in 20 lie within
  std::optional<Range> alone; // that this value of 19 executions in 20 lies within
  // |seen - centre| over half the range; absent where the range has no width.
  std::optional<double> distance;
  std::uint32_t executions = 0; // accepted ones that it stands on
  std::string reason;
};

struct Verification {
  std::string name;
  std::string subject;
  std::string baseline; // its study
  Basis basis = Basis::normal;
  double alpha = 0.05;
  std::optional<double> limit;  // of Basis::executions, in standard deviations of a prediction
  std::uint32_t executions = 0; // of Basis::executions: accepted ones that were left out in turn
  std::vector<VerifiedValue> outputs;
  std::vector<VerifiedValue> values;
  std::vector<std::string> notes;
  model::Status status = model::Status::inconclusive;
  std::string reason;
};

// Whether the execution lies within what the accepted ones vary by, so that of executions like these at most
// about alpha are called outside: over all values together, not each. An output of a class that was accepted
// passes by identity, with all its values. `alpha` in (0, 0.2].
Result<Verification> verify(const model::Baseline& baseline, const Seen& seen, double alpha);

Json to_json(const Verification& verification);

} // namespace reprovip::baseline
