#include "harness/baseline/verify.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"
#include "harness/baseline/choose.hpp"
#include "harness/baseline/deviations.hpp"
#include "harness/baseline/expectation.hpp"
#include "harness/model/json_fields.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace reprovip::baseline {

namespace {

using model::Status;

constexpr std::array<std::string_view, 4> k_bases = {"executions", "normal", "environments", "subjects"};
constexpr std::array<std::string_view, 5> k_standings = {"identical", "inside", "outside", "unknown",
                                                         "silent"};

std::string digest_of(const Seen& seen, const std::string& output) {
  const auto found = std::ranges::find(seen.digests, output, &std::pair<std::string, std::string>::first);
  return found == seen.digests.end() ? "" : found->second.substr(0, model::k_baseline_digits);
}

// The classes that an output has in the cells that concern us.
struct Accepted {
  std::set<std::string> digests; // those that the file names
  std::uint32_t classes = 0;     // at least
  std::uint32_t present = 0;     // executions
  std::uint32_t complete = 0;
  std::uint32_t cells = 0;
};

Accepted accepted_classes(const model::Baseline& baseline, const Expectation& expectation,
                          const model::BaselineOutput& output) {
  Accepted all;
  for (const auto& one : output.cells) {
    if (!expectation.concerns(one.cell)) {
      continue;
    }
    ++all.cells;
    all.present += one.executions;
    all.classes = std::max(all.classes, one.classes);
    for (const auto& [digest, count] : one.digests) {
      all.digests.insert(digest);
    }
  }
  for (const auto& [cell, count] : baseline.executions) {
    all.complete += expectation.concerns(cell) ? count : 0;
  }
  all.classes = std::max(all.classes, static_cast<std::uint32_t>(all.digests.size()));
  return all;
}

VerifiedValue place_of(std::string name, std::string output) {
  VerifiedValue place;
  place.name = std::move(name);
  place.output = std::move(output);
  return place;
}

class Verifying {
public:
  Verifying(const model::Baseline& baseline, const Seen& seen, const Expectation& expectation)
      : m_baseline(baseline), m_seen(seen), m_expectation(expectation) {}

  VerifiedValue output(const model::BaselineOutput& output) {
    auto place = place_of(output.output, output.output);
    const auto accepted = accepted_classes(m_baseline, m_expectation, output);
    const auto digest = digest_of(m_seen, output.output);
    place.executions = accepted.present;
    if (digest.empty()) {
      place_absent(accepted.present, accepted.complete, place);
    } else if (accepted.digests.contains(digest)) {
      place.standing = Standing::identical;
      m_identical.insert(output.output);
    } else if (accepted.classes == 1 && accepted.present == accepted.complete) {
      const bool by_environment = m_expectation.basis() == Basis::environments;
      m_expectation.place_change(by_environment ? accepted.cells : accepted.present, place);
    } else {
      place.standing = Standing::silent;
      place.reason = accepted.present == 0 ? std::string("was not accepted of this subject")
                                           : format("{} accepted executions had {} classes", accepted.present,
                                                    accepted.classes);
    }
    return place;
  }

  VerifiedValue value(const model::BaselineValue& value) const {
    auto place = place_of(model::value_name(value), value.output);
    const auto found = std::ranges::find_if(m_seen.values, [&](const SeenValue& one) {
      return one.output == value.output && one.column == value.column && one.row == value.row;
    });
    if (found == m_seen.values.end()) {
      std::uint32_t present = 0;
      for (const auto& one : value.cells) {
        present += m_expectation.concerns(one.cell) ? one.count : 0;
      }
      std::uint32_t complete = 0;
      for (const auto& [cell, count] : m_baseline.executions) {
        complete += m_expectation.concerns(cell) ? count : 0;
      }
      place_absent(present, complete, place);
      return place;
    }
    place.seen = found->value;
    m_expectation.place(value, place);
    if (m_identical.contains(value.output)) {
      place.standing = Standing::identical;
      place.reason.clear();
    }
    return place;
  }

private:
  void place_absent(std::uint32_t present, std::uint32_t complete, VerifiedValue& place) const {
    place.executions = present;
    if (present == 0) {
      place.standing = Standing::silent;
      place.reason = "absent, and not accepted either";
    } else if (present < complete) {
      place.standing = Standing::silent;
      place.reason = format("absent, as in {} of {} accepted executions", complete - present, complete);
    } else {
      m_expectation.place_change(present, place);
      place.reason = format("absent, and there in all {} accepted executions", present);
    }
  }

  const model::Baseline& m_baseline;
  const Seen& m_seen;
  const Expectation& m_expectation;
  std::set<std::string> m_identical;
};

std::size_t counted(const Verification& verification, Standing standing) {
  return static_cast<std::size_t>(
      std::ranges::count(verification.values, standing, &VerifiedValue::standing) +
      std::ranges::count(verification.outputs, standing, &VerifiedValue::standing));
}

std::string first_of(const Verification& verification, Standing standing) {
  for (const auto* list : {&verification.values, &verification.outputs}) {
    const auto found = std::ranges::find(*list, standing, &VerifiedValue::standing);
    if (found != list->end()) {
      return found->name;
    }
  }
  return "";
}

void conclude(Verification& verification) {
  const auto outside = counted(verification, Standing::outside);
  const auto unknown = counted(verification, Standing::unknown);
  const auto fine = counted(verification, Standing::identical) + counted(verification, Standing::inside);
  const auto all = verification.values.size() + verification.outputs.size();
  if (verification.basis == Basis::subjects) {
    verification.reason =
        format("\"{}\" is not in the baseline: {} of {} values lie outside the range of its subjects",
               verification.subject, outside, verification.values.size());
  } else if (outside > 0) {
    verification.status = Status::fail;
    verification.reason = format("{} of {} values and outputs lie outside, {} first", outside, all,
                                 first_of(verification, Standing::outside));
  } else if (unknown > 0) {
    verification.reason = format("{} of {} values and outputs cannot be told", unknown, all);
  } else if (fine == 0) {
    verification.reason = "nothing of it can be compared";
  } else {
    verification.status = Status::pass;
    verification.reason = counted(verification, Standing::identical) == all
                              ? "the same as an accepted execution"
                              : "within what accepted executions vary by";
  }
}

Json range_json(const std::optional<Range>& range) {
  return range ? Json::object({{"low", range->low}, {"high", range->high}}) : Json();
}

Json place_json(const VerifiedValue& value) {
  return Json::object({{"name", value.name},
                       {"output", value.output},
                       {"standing", to_string(value.standing)},
                       {"seen", model::optional_to_json(value.seen)},
                       {"centre", model::optional_to_json(value.centre)},
                       {"range", range_json(value.range)},
                       {"alone", range_json(value.alone)},
                       {"distance", model::optional_to_json(value.distance)},
                       {"executions", value.executions},
                       {"reason", value.reason}});
}

Json places_json(const std::vector<VerifiedValue>& values) {
  auto list = Json::array();
  for (const auto& value : values) {
    list.push(place_json(value));
  }
  return list;
}

void note_own(const model::Baseline& baseline, const Seen& seen, Verification& verification) {
  for (std::size_t i = 0; i < baseline.executions.size(); ++i) {
    const bool same = !baseline.keys[i].empty() && seen.cell.starts_with(baseline.keys[i]);
    if (same && seen.repetition >= 1 && seen.repetition <= baseline.executions[i].second) {
      verification.notes.push_back("it is one of the accepted executions: that it lies within says nothing");
    }
  }
}

} // namespace

std::string_view to_string(Basis basis) {
  return k_bases[static_cast<std::size_t>(basis)];
}

std::string_view to_string(Standing standing) {
  return k_standings[static_cast<std::size_t>(standing)];
}

Result<Verification> verify(const model::Baseline& baseline, const Seen& seen, double alpha) {
  REPROVIP_ASSERT(alpha > 0 && alpha <= 0.2);
  TRY_ASSIGN(auto chosen, choose(baseline, seen.levels));
  Verification verification;
  verification.name = seen.name;
  verification.subject = seen.subject;
  verification.baseline = baseline.study;
  verification.alpha = alpha;
  verification.notes = chosen.notes;
  const Expectation expectation(baseline, std::move(chosen), seen.subject, alpha);
  verification.basis = expectation.basis();
  verification.limit = expectation.limit();
  verification.executions = baseline.deviating;
  Verifying verifying(baseline, seen, expectation);
  for (const auto& output : baseline.outputs) {
    verification.outputs.push_back(verifying.output(output));
  }
  for (const auto& value : baseline.values) {
    verification.values.push_back(verifying.value(value));
  }
  note_own(baseline, seen, verification);
  conclude(verification);
  return verification;
}

Json to_json(const Verification& verification) {
  return Json::object({{"kind", "reprovip-verification"},
                       {"schema", 1},
                       {"result", verification.name},
                       {"subject", verification.subject},
                       {"baseline", verification.baseline},
                       {"status", model::to_string(verification.status)},
                       {"reason", verification.reason},
                       {"basis", to_string(verification.basis)},
                       {"alpha", verification.alpha},
                       {"limit", model::optional_to_json(verification.limit)},
                       {"executions", verification.executions},
                       {"notes", model::to_json(verification.notes)},
                       {"outputs", places_json(verification.outputs)},
                       {"values", places_json(verification.values)}});
}

} // namespace reprovip::baseline
