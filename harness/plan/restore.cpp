#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/model/json_fields.hpp"
#include "harness/plan/planner.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace reprovip::plan {

namespace {

using model::to_u32;

constexpr int k_schema = 1;

class Restorer {
public:
  Restorer(const Json& json, model::Protocol protocol, const std::string& name,
           const ReadApplication& read_application)
      : m_json(json), m_name(name), m_read_application(read_application) {
    m_plan.resolved.protocol = std::move(protocol);
  }

  Result<model::Plan> restore() {
    if (m_json["schema"].integer() != k_schema) {
      return failure(ErrorKind::data, format("\"{}\" has format {}, this program reads {}", m_name,
                                             m_json["schema"].integer(), k_schema));
    }
    m_plan.study = m_json["study"].text();
    m_plan.environments = model::texts_from_json(m_json["environments"]);
    m_plan.resolved.passed = model::text_map_from_json(m_json["passed"]);
    for (const auto& subject : m_json["subjects"].items()) {
      m_plan.resolved.subjects.push_back(subject_of(subject));
    }
    for (const auto& deployment : m_json["deployments"].items()) {
      TRY_ASSIGN(auto restored, deployment_of(deployment));
      m_plan.resolved.deployments.push_back(std::move(restored));
    }
    TRY(check_factors());
    for (const auto& condition : m_json["conditions"].items()) {
      TRY_ASSIGN(auto restored, condition_of(condition));
      m_plan.conditions.push_back(std::move(restored));
    }
    TRY(add_cells());
    TRY(add_executions());
    return std::move(m_plan);
  }

private:
  tl::unexpected<Error> damaged(std::string_view what) const {
    return failure(ErrorKind::data, format("\"{}\" is damaged: {}", m_name, what), "run the protocol again");
  }

  tl::unexpected<Error> changed(std::string what, std::string advice = {}) const {
    return failure(ErrorKind::protocol,
                   format("the protocol no longer fits study \"{}\": {}", m_plan.study, what),
                   advice.empty() ? "run the protocol again, or put the file back" : std::move(advice));
  }

  static model::Subject subject_of(const Json& json) {
    model::Subject subject;
    subject.id = json["id"].text();
    subject.columns = model::text_map_from_json(json["columns"]);
    for (const auto& [output, path] : model::text_map_from_json(json["truth"])) {
      subject.truth[output] = path;
    }
    for (const auto& file : json["inputs"].items()) {
      subject.inputs.push_back({.id = file["id"].text(),
                                .host = file["host"].text(),
                                .staged = file["staged"].text(),
                                .digest = Digest{file["digest"].text()},
                                .size = static_cast<std::uint64_t>(file["size"].integer()),
                                .is_directory = file["is_directory"].boolean()});
    }
    return subject;
  }

  Result<model::Deployment> deployment_of(const Json& json) const {
    model::Deployment deployment;
    deployment.engine = json["engine"].text();
    deployment.identity = json["identity"].text();
    deployment.details = model::text_map_from_json(json["details"]);
    auto& config = deployment.config;
    config.engine = deployment.engine;
    config.image = json["image"].text();
    config.archive = json["archive"].text();
    config.channels = json["channels"].text();
    config.manifest = json["manifest"].text();
    config.profile = json["guix_profile"].text();
    config.mode = json["engine_mode"].text();
    config.pull = json["pull"].text() == "missing" ? model::PullPolicy::missing : model::PullPolicy::never;
    config.options = model::texts_from_json(json["options"]);
    deployment.build = json["build"].text();
    TRY_ASSIGN(deployment.application, application_of(json["application"]));
    return deployment;
  }

  Result<model::Application> application_of(const Json& json) const {
    const auto& own = m_plan.resolved.protocol.application;
    const sys::Path file = json["file"].text();
    const bool is_own =
        file == own.file || std::ranges::none_of(m_plan.resolved.protocol.factors, is_application);
    if (is_own) {
      return own;
    }
    if (m_read_application) {
      auto read = m_read_application(file);
      if (!read) {
        return tl::unexpected(with_context(read.error().front(), format("while restoring \"{}\"", m_name)));
      }
      read->file = file;
      return std::move(*read);
    }
    model::Application application;
    application.name = json["name"].text();
    application.version = json["version"].text();
    application.file = file;
    application.directory = file.parent_path();
    return application;
  }

  static bool is_application(const model::Factor& factor) {
    return factor.effect == model::FactorEffect::application;
  }

  // Both ways: a factor that is new in the protocol has no level in the stored conditions.
  Result<void> check_factors() const {
    std::vector<std::string> stored;
    for (const auto& factor : m_json["factors"].items()) {
      stored.push_back(factor["name"].text());
    }
    std::vector<std::string> now;
    for (const auto& factor : m_plan.resolved.protocol.factors) {
      now.push_back(factor.name);
      if (std::ranges::find(stored, factor.name) == stored.end()) {
        return changed(format("factor \"{}\" is new in it", factor.name));
      }
    }
    for (const auto& name : stored) {
      if (std::ranges::find(now, name) == now.end()) {
        return changed(format("it has no factor \"{}\" any more", name), suggestion(name, now));
      }
    }
    return {};
  }

  Result<model::Condition> condition_of(const Json& json) const {
    model::Condition condition;
    for (const auto& factor : m_plan.resolved.protocol.factors) {
      const auto wanted = json["levels"][factor.name].text();
      const auto level = std::ranges::find(factor.levels, wanted, &model::Level::name);
      if (level == factor.levels.end()) {
        return changed(format("factor \"{}\" has no level \"{}\" any more", factor.name, wanted));
      }
      condition.levels.push_back(static_cast<std::uint16_t>(level - factor.levels.begin()));
    }
    condition.environment = to_u32(json["environment"]);
    condition.deployment = to_u32(json["deployment"]);
    condition.is_reference = json["is_reference"].boolean();
    if (condition.environment >= m_plan.environments.size() ||
        condition.deployment >= m_plan.resolved.deployments.size()) {
      return damaged("a condition names an environment or a deployment that is not in it");
    }
    return condition;
  }

  Result<void> add_cells() {
    for (const auto& json : m_json["cells"].items()) {
      const model::Cell cell{.subject = to_u32(json["subject"]),
                             .condition = to_u32(json["condition"]),
                             .key = Digest{json["key"].text()}};
      if (cell.subject >= m_plan.resolved.subjects.size() || cell.condition >= m_plan.conditions.size() ||
          cell.key.hex.size() != 64) {
        return damaged("a cell has no key, or names a subject or a condition that is not in it");
      }
      m_plan.cells.push_back(cell);
    }
    return {};
  }

  Result<void> add_executions() {
    for (const auto& json : m_json["executions"].items()) {
      const auto execution = execution_of(json.text());
      if (!execution || execution->cell >= m_plan.cells.size() || execution->repetition == 0) {
        return damaged(format("execution \"{}\" is not \"cell repetition seed\"", json.text()));
      }
      m_plan.executions.push_back(*execution);
    }
    return {};
  }

  static std::optional<model::Execution> execution_of(const std::string& text) {
    model::Execution execution;
    const char* const end = text.data() + text.size();
    const auto cell = std::from_chars(text.data(), end, execution.cell);
    const auto repetition = std::from_chars(std::min(cell.ptr + 1, end), end, execution.repetition);
    const auto seed = std::from_chars(std::min(repetition.ptr + 1, end), end, execution.seed);
    const bool is_whole = cell.ec == std::errc{} && repetition.ec == std::errc{} && seed.ec == std::errc{};
    return is_whole && seed.ptr == end ? std::optional(execution) : std::nullopt;
  }

  const Json& m_json;
  const std::string& m_name;
  const ReadApplication& m_read_application;
  model::Plan m_plan;
};

} // namespace

Result<model::Plan> restore(const Json& json, model::Protocol protocol, const std::string& name,
                            const ReadApplication& read_application) {
  return Restorer(json, std::move(protocol), name, read_application).restore();
}

} // namespace reprovip::plan
