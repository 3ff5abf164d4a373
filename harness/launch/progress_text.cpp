#include "harness/base/format.hpp"
#include "harness/base/quantity.hpp"
#include "harness/launch/progress_styles.hpp"

#include <algorithm>

namespace reprovip::launch {

namespace {

std::string status_of(const model::Ending& ending) {
  if (ending.signal) {
    return format("signal {}", *ending.signal);
  }
  return ending.exit_code ? format("status {}", *ending.exit_code) : ending.reason;
}

std::string with_detail(const std::string& word, const std::string& detail) {
  return detail.empty() ? word : format("{} ({})", word, detail);
}

// The outputs that should be there and are not.
std::string missing_outputs(const model::Record& record) {
  std::string ids;
  for (const auto& output : record.outputs) {
    if (output.state == model::OutputState::missing || output.state == model::OutputState::refused) {
      ids += (ids.empty() ? "" : ", ") + output.id;
    }
  }
  return ids;
}

std::string word_for(const model::Record& record) {
  const auto& ending = record.ending;
  if (ending.infrastructure) {
    return with_detail("NOT RUN", ending.reason);
  }
  switch (ending.outcome) {
  case model::Outcome::succeeded:
    return model::is_complete(record) ? "ok" : with_detail("OUTPUT MISSING", missing_outputs(record));
  case model::Outcome::failed:
    return with_detail("FAILED", status_of(ending));
  case model::Outcome::timed_out:
    return "TIMED OUT";
  case model::Outcome::killed:
    return with_detail("KILLED", status_of(ending));
  case model::Outcome::oom:
    return "OUT OF MEMORY";
  case model::Outcome::not_started:
    return with_detail("NOT STARTED", ending.reason);
  case model::Outcome::lost:
    return with_detail("LOST", ending.reason);
  }
  return {};
}

} // namespace

std::string printable(const std::string& text) {
  auto shown = text;
  std::replace_if(
      shown.begin(), shown.end(),
      [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
      },
      '?');
  return shown;
}

std::string end_of(const model::Record& record) {
  const auto word = printable(word_for(record));
  const auto& wall = record.ending.usage.wall_s;
  return wall ? format("{} {}", word, human_duration(Seconds(*wall))) : word;
}

void Count::add(const model::Record& record) {
  ++done;
  if (record.ending.infrastructure) {
    ++infrastructure;
  } else if (!model::is_complete(record)) {
    ++failed;
  }
  if (record.ending.usage.wall_s) {
    wall_s += *record.ending.usage.wall_s;
    ++timed;
  }
}

std::optional<Seconds> Count::remaining(std::uint32_t at_once) const {
  if (timed == 0 || done >= to_run) {
    return std::nullopt;
  }
  return Seconds(wall_s / timed * (to_run - done) / std::max(at_once, 1U));
}

} // namespace reprovip::launch
