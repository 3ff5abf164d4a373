#include "harness/study/vip_session.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"

#include <algorithm>
#include <tuple>

namespace reprovip::study {

namespace {

constexpr const char* k_file = "session_data.json";

struct Workflow {
  std::string start; // "2023/06/07 10:00:00": sorts as it stands
  std::string id;
  std::string folder;
};

// The client mirrors VIP's paths: what comes first below the session's output folder is the workflow's.
std::string folder_of(const Json& workflow, const std::string& output_folder) {
  for (const auto& output : workflow["outputs"].items()) {
    const auto relative =
        sys::Path(output["path"].text()).lexically_normal().lexically_relative(output_folder);
    if (!relative.empty() && *relative.begin() != ".." && *relative.begin() != ".") {
      return relative.begin()->string();
    }
  }
  return {};
}

} // namespace

Result<std::optional<VipSession>> read_vip_session(const sys::Path& tree) {
  const auto file = tree / k_file;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return std::optional<VipSession>{};
  }
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json(text, file.string()));
  if (!json["workflows"].is_object()) {
    return failure(ErrorKind::data, format("\"{}\" has no \"workflows\"", file.string()),
                   "is it a session of the VIP client?");
  }
  VipSession session;
  session.name = json["session_name"].text();
  session.pipeline = json["pipeline_id"].text();
  const auto output_folder = sys::Path(json["vip_output_dir"].text()).lexically_normal().string();
  std::vector<Workflow> workflows;
  for (const auto& [id, workflow] : json["workflows"].members()) {
    workflows.push_back({workflow["start"].text(), id, folder_of(workflow, output_folder)});
  }
  std::ranges::sort(workflows, {},
                    [](const Workflow& one) { return std::tie(one.start, one.folder, one.id); });
  for (const auto& workflow : workflows) {
    session.workflows.push_back(workflow.folder.empty() ? workflow.id : workflow.folder);
  }
  return std::optional(session);
}

} // namespace reprovip::study
