#include "harness/study/moved_image.hpp"

#include "harness/base/format.hpp"
#include "harness/model/json_fields.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace reprovip::study {

namespace {

// A deployment as the protocol writes it, and what it meant.
struct Reference {
  std::string engine;
  std::string image;
  std::string archive;
  std::string identity;

  bool is_same_text(const Reference& other) const {
    return engine == other.engine && image == other.image && archive == other.archive;
  }
  bool can_move() const {
    return !identity.empty() && !(image.empty() && archive.empty()) &&
           image.find("@sha256:") == std::string::npos;
  }
  std::string name() const { return image.empty() ? archive : image; }
};

std::string identity_in(const std::map<std::string, std::string>& details) {
  for (const auto* key : {"id", "identity"}) {
    if (const auto found = details.find(key); found != details.end()) {
      return found->second;
    }
  }
  return "";
}

std::vector<Reference> references_of(const model::Plan& plan) {
  std::vector<Reference> references;
  for (const auto& deployment : plan.resolved.deployments) {
    references.push_back({deployment.engine, deployment.config.image, deployment.config.archive,
                          identity_in(deployment.details)});
  }
  return references;
}

std::vector<Reference> references_of(const Json& plan) {
  std::vector<Reference> references;
  for (const auto& deployment : plan["deployments"].items()) {
    references.push_back({deployment["engine"].text(), deployment["image"].text(),
                          deployment["archive"].text(),
                          identity_in(model::text_map_from_json(deployment["details"]))});
  }
  return references;
}

// What stands before the digits: the protocol's name and profile.
std::string stem(const std::string& study) {
  return study.substr(0, study.rfind('-'));
}

// Studies of the same protocol, the one planned last first.
std::vector<std::string> family(const store::Store& store, const std::string& study) {
  namespace fs = std::filesystem;
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  for (const auto& name : store.studies()) {
    std::error_code absent;
    const auto time = fs::last_write_time(store.study_directory(name) / "plan.json", absent);
    if (!absent && stem(name) == stem(study)) {
      found.emplace_back(time, name);
    }
  }
  std::ranges::sort(found, std::greater<>());
  std::vector<std::string> names;
  for (auto& [time, name] : found) {
    names.push_back(std::move(name));
  }
  return names;
}

struct Progress {
  std::size_t done = 0;
  std::size_t all = 0;
};

// How far a saved study came; its protocol need not be there any more.
Result<Progress> progress_of(const store::Store& store, const Json& json) {
  model::Plan plan;
  for (const auto& cell : json["cells"].items()) {
    plan.cells.push_back({.key = Digest{cell["key"].text()}});
  }
  for (const auto& item : json["executions"].items()) {
    char* rest = nullptr;
    const auto text = item.text();
    const auto cell = static_cast<std::uint32_t>(std::strtoul(text.c_str(), &rest, 10));
    const auto repetition = static_cast<std::uint32_t>(std::strtoul(rest, nullptr, 10));
    if (cell >= plan.cells.size()) {
      return failure(ErrorKind::data, format("plan of study \"{}\" is damaged", json["study"].text()));
    }
    plan.executions.push_back({.cell = cell, .repetition = repetition});
  }
  std::vector<std::string> warnings;
  TRY_ASSIGN(const auto records, store.records(plan, warnings));
  const auto done = std::ranges::count_if(
      records, [](const auto& record) { return record && !record->ending.infrastructure; });
  return Progress{static_cast<std::size_t>(done), records.size()};
}

Error moved(const Reference& now, const Reference& then, const std::string& study, const Progress& progress) {
  return make_error(
      ErrorKind::environment,
      format("image \"{}\" of {} has moved: it is now {}, and was {} when study \"{}\" was "
             "planned, of which {} of {} executions are done",
             now.name(), now.engine, now.identity, then.identity, study, progress.done, progress.all),
      "give it the old image again to finish that study, pin an image with @sha256:, or begin a "
      "new study of the new image with --accept-moved");
}

// The plan's references that a moved tag could change, each once.
std::vector<Reference> movable(const model::Plan& plan) {
  std::vector<Reference> once;
  for (const auto& reference : references_of(plan)) {
    const auto is_same = [&](const auto& other) { return other.is_same_text(reference); };
    if (reference.can_move() && std::ranges::none_of(once, is_same)) {
      once.push_back(reference);
    }
  }
  return once;
}

// Takes out of `open` what the saved study names too, and says which of it has moved since.
Result<void> compare_with(const store::Store& store, const Json& saved, std::vector<Reference>& open,
                          std::vector<std::string>& notes, Errors& errors) {
  const auto study = saved["study"].text();
  for (const auto& then : references_of(saved)) {
    const auto now = std::ranges::find_if(open, [&](const auto& other) { return other.is_same_text(then); });
    if (now == open.end() || then.identity.empty()) {
      continue;
    }
    if (now->identity != then.identity) {
      notes.push_back(format("image \"{}\" of {} is now {}, was {} in study \"{}\"", now->name(), now->engine,
                             now->identity, then.identity, study));
      TRY_ASSIGN(const auto progress, progress_of(store, saved));
      if (progress.done < progress.all) {
        errors.push_back(moved(*now, then, study, progress));
      }
    }
    open.erase(now);
  }
  return {};
}

} // namespace

Checked<std::vector<std::string>> find_moved_images(const store::Store& store, const model::Plan& plan,
                                                    bool accept) {
  auto open = movable(plan);
  std::vector<std::string> notes;
  Errors errors;
  const auto studies = open.empty() ? std::vector<std::string>{} : family(store, plan.study);
  for (auto study = studies.begin(); study != studies.end() && !open.empty(); ++study) {
    const auto text = store.read_study_file(*study, "plan.json");
    const auto json = text ? parse_json(*text, *study + "/plan.json") : tl::unexpected(text.error());
    if (json) { // one that cannot be read cannot be resumed either
      TRY(checked(compare_with(store, *json, open, notes, errors)));
    }
  }
  if (!errors.empty() && !accept) {
    return tl::unexpected(std::move(errors));
  }
  return notes;
}

} // namespace reprovip::study
