#include "harness/base/format.hpp"
#include "harness/base/quantity.hpp"
#include "harness/base/utf8.hpp"
#include "harness/launch/progress_styles.hpp"

#include <cmath>

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

std::string end_of(const model::Record& record) {
  const auto word = clean(word_for(record));
  const auto& wall = record.ending.usage.wall_s;
  return wall ? format("{} {}", word, human_duration(Seconds(*wall))) : word;
}

std::string end_of(const Course::CellEnd& cell) {
  const auto& count = cell.count;
  auto text = format("{}: {} execution{}", clean(cell.name), count.done, count.done == 1 ? "" : "s");
  const auto bad = count.failed + count.infrastructure;
  if (count.failed > 0) {
    text += format(", {} failed", count.failed);
  }
  if (count.infrastructure > 0) {
    text += format(", {} not run", count.infrastructure);
  }
  std::string several;
  for (const auto& [output, classes] : cell.classes) {
    if (classes > 1) {
      several += format(", {} classes of {}", classes, clean(output));
    }
  }
  if (!several.empty()) {
    text += several;
  } else if (count.done > bad + 1 && !cell.classes.empty()) {
    text += ", identical";
  } else if (bad == 0) {
    text += ", ok";
  }
  if (const auto mean = count.mean_s()) {
    text += format(", {}{}", human_duration(Seconds(*mean)), count.timed > 1 ? " each" : "");
  }
  return text;
}

std::string rough_duration(Seconds duration) {
  const double s = duration.count();
  if (s < 59.5) {
    return format("{:.0f} s", std::ceil(s));
  }
  if (s < 59.5 * 60) {
    return format("{:.0f} min", s / 60);
  }
  const auto minutes = std::llround(s / 60);
  return minutes < 48 * 60 ? format("{} h {:02} min", minutes / 60, minutes % 60)
                           : format("{:.0f} days", s / 86400);
}

std::string note_line(const std::string& text) {
  return "reprovip: " + clean(text);
}

} // namespace reprovip::launch
