#include "harness/report/place.hpp"

#include "harness/base/format.hpp"

#include <filesystem>
#include <string_view>

namespace reprovip::report {

namespace {

using Path = std::filesystem::path;

bool is_address(const std::string& text) {
  return (text.starts_with("http://") || text.starts_with("https://")) &&
         text.find_first_of(" \"<>\\^`{|}") == std::string::npos;
}

// RFC 3986: what is neither unreserved nor the slash between folders, by its bytes.
std::string percent_encoded(std::string_view path) {
  std::string text;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    text += plain ? std::string(1, c) : format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

const std::string* file_of(const model::Place& place, const std::string& reporter) {
  const auto found = place.reports.find(reporter);
  return found == place.reports.end() ? nullptr : &found->second;
}

} // namespace

std::optional<std::string> in_project(const model::Place& place, const std::string& file) {
  const auto whole = (Path(place.current) / file).lexically_normal();
  const auto relative = place.project.empty() ? whole : whole.lexically_relative(place.project);
  const bool outside = relative.empty() || relative.is_absolute() || *relative.begin() == "..";
  return outside ? std::nullopt : std::optional(relative.generic_string());
}

std::string project_path(const model::Place& place, const std::string& file) {
  return in_project(place, file).value_or(Path(file).lexically_normal().generic_string());
}

SourcePos criterion_place(const model::Study& study, const model::Verdict& verdict) {
  const auto& where = verdict.where;
  const bool in_file = where.line > 0 && !where.file.empty() && !where.file.starts_with("--set ");
  const auto file = in_file ? where.file : study.plan.resolved.protocol.file.generic_string();
  return {project_path(study.place, file), in_file ? where.line : 1, in_file ? where.column : 1};
}

std::optional<std::string> pictures_folder(const model::Place& place, const std::string& reporter) {
  const auto* file = file_of(place, reporter);
  if (file == nullptr) {
    return std::nullopt;
  }
  const Path path(*file);
  return (path.parent_path() / (path.stem().string() + "-pictures")).generic_string();
}

std::optional<std::string> report_address(const model::Place& place, const std::string& reporter) {
  if (reporter == "html" && is_address(place.dashboard)) {
    return place.dashboard;
  }
  const auto* file = file_of(place, reporter);
  const auto path = file == nullptr ? std::nullopt : in_project(place, *file);
  if (!path || !is_address(place.job)) {
    return std::nullopt;
  }
  return format("{}/artifacts/file/{}", place.job, percent_encoded(*path));
}

} // namespace reprovip::report
