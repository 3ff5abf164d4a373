#include "harness/report/junit_pictures.hpp"

#include "harness/base/format.hpp"
#include "harness/report/chart_png.hpp"
#include "harness/report/criterion_chart.hpp"
#include "harness/report/place.hpp"
#include "harness/report/text.hpp"

#include <set>
#include <string_view>

namespace reprovip::report {

namespace {

constexpr std::size_t k_most = 100;
constexpr std::size_t k_stem_limit = 80;

bool has_picture(const model::Verdict& verdict) {
  return verdict.status == model::Status::fail && verdict.severity == model::Severity::fail;
}

// What every file system, GitLab's pattern and an address take as it is.
std::string file_stem(const std::string& criterion) {
  std::string stem;
  for (const char c : criterion.substr(0, k_stem_limit)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || (c == '.' && !stem.empty());
    stem += plain ? c : '_';
  }
  return stem.empty() ? "_" : stem;
}

} // namespace

std::map<std::string, std::string> picture_names(const model::Study& study) {
  std::map<std::string, std::string> names;
  std::set<std::string> taken;
  for (const auto& verdict : study.verdicts.verdicts) {
    if (!has_picture(verdict) || names.contains(verdict.criterion) || names.size() >= k_most) {
      continue;
    }
    const auto stem = file_stem(verdict.criterion);
    auto name = stem;
    for (int count = 2; !taken.insert(name).second; ++count) {
      name = format("{}-{}", stem, count);
    }
    names[verdict.criterion] = name + ".png";
  }
  return names;
}

std::vector<Attachment> junit_pictures(const model::Study& study, const std::string& reporter) {
  std::vector<Attachment> pictures;
  const auto folder = pictures_folder(study.place, reporter);
  auto names = folder ? picture_names(study) : std::map<std::string, std::string>();
  for (const auto& verdict : study.verdicts.verdicts) {
    const auto found = has_picture(verdict) ? names.find(verdict.criterion) : names.end();
    if (found == names.end()) {
      continue;
    }
    if (auto bytes = chart_png(criterion_chart(study, verdict)); !bytes.empty()) {
      pictures.push_back({*folder + "/" + found->second, std::move(bytes)});
    }
    names.erase(found);
  }
  return pictures;
}

std::string attachment_mark(const model::Study& study, const std::string& reporter,
                            const std::string& picture) {
  const auto folder = pictures_folder(study.place, reporter);
  const auto path = folder ? in_project(study.place, *folder + "/" + picture) : std::nullopt;
  const bool shown = path && path->find_first_of("[]|\n") == std::string::npos && clean(*path) == *path;
  return shown ? format("[[ATTACHMENT|{}]]\n", *path) : "";
}

} // namespace reprovip::report
