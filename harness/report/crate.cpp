#include "harness/report/crate.hpp"

#include "harness/base/format.hpp"
#include "harness/report/crate_graph.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/clock.hpp"

#include <algorithm>
#include <array>

namespace reprovip::report {

namespace {

constexpr const char* k_context = "https://w3id.org/ro/crate/1.1/context";
constexpr const char* k_spec = "https://w3id.org/ro/crate/1.1";
constexpr const char* k_terms = "https://w3id.org/ro/terms/workflow-run#";

struct Profile {
  const char* id;
  const char* name;
  const char* version;
};
constexpr std::array<Profile, 3> k_profiles = {{
    {"https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate", "0.5"},
    {"https://w3id.org/ro/wfrun/workflow/0.5", "Workflow Run Crate", "0.5"},
    {"https://w3id.org/workflowhub/workflow-ro-crate/1.0", "Workflow RO-Crate", "1.0"},
}};

// The terms of the profiles beyond RO-Crate 1.1, written out so that no second context need be fetched.
Json context() {
  auto terms = Json::object();
  for (const auto* term : {"environment", "containerImage", "ContainerImage", "registry", "tag", "sha256"}) {
    terms.set(term, std::string(k_terms) + term);
  }
  return Json(Json::Array{k_context, std::move(terms)});
}

struct Times {
  std::int64_t first = 0;
  std::int64_t last = 0;
};
Times times_of(const model::Study& study) {
  Times times;
  for (const auto& record : study.records) {
    if (record && record->ending.ended_ms > 0) {
      const auto started = record->ending.started_ms;
      times.first = times.first == 0 ? started : std::min(times.first, started);
      times.last = std::max(times.last, record->ending.ended_ms);
    }
  }
  return times;
}

void add_descriptor(CrateGraph& graph) {
  auto& descriptor = graph.entity("ro-crate-metadata.json", "CreativeWork");
  descriptor.set("about", reference("./"));
  graph.link("ro-crate-metadata.json", "conformsTo", k_spec);
  graph.link("ro-crate-metadata.json", "conformsTo", k_profiles[2].id);
}

// Studies whose executions know no time (imports) have the day that RO-Crate needs from nowhere: the epoch.
void add_root(CrateGraph& graph, const model::Study& study, const CrateOptions& options) {
  auto& root = graph.entity("./", "Dataset");
  root.set("name", clean("ReproVIP study " + study.plan.study));
  root.set("description", clean(format("{}: {}; {}", application_text(study), verdict_sentence(study),
                                       tally_sentence(study))));
  root.set("datePublished", sys::iso8601(times_of(study).last).substr(0, 10));
  root.set("license", reference(options.license.empty() ? "#license" : options.license));
  root.set("mainEntity", reference(options.documents.front().path));
  auto& license = graph.entity(options.license.empty() ? "#license" : options.license, "CreativeWork");
  license.set("name", options.license.empty() ? "not stated" : options.license);
  license.set("description", options.license.empty()
                                 ? "who exported this study did not say under which terms it may be used"
                                 : "the terms under which this study may be used");
  for (const auto& profile : k_profiles) {
    auto& entity = graph.entity(profile.id, "CreativeWork");
    entity.set("name", profile.name).set("version", profile.version);
    graph.link("./", "conformsTo", profile.id);
  }
}

void add_documents(CrateGraph& graph, const CrateOptions& options) {
  for (const auto& document : options.documents) {
    auto& file = graph.entity(document.path, "File");
    file.set("name", clean(document.about)).set("encodingFormat", document.encoding);
    file.set("contentSize", std::to_string(document.bytes.size()));
    graph.link("./", "hasPart", document.path);
  }
}

void add_parameter(CrateGraph& graph, const std::string& workflow, const std::string& slot,
                   const std::string& id, bool is_folder, const std::string& about) {
  const auto name = format("#{}-{}", slot, id);
  auto& parameter = graph.entity(name, "FormalParameter");
  parameter.set("name", clean(id)).set("additionalType", is_folder ? "Dataset" : "File");
  if (!about.empty()) {
    parameter.set("description", clean(about));
  }
  graph.link(workflow, slot, name);
}

// The protocol, which this program runs as a workflow engine would.
void add_workflow(CrateGraph& graph, const model::Study& study, const CrateOptions& options) {
  const auto& protocol = study.plan.resolved.protocol;
  const auto& id = options.documents.front().path;
  auto& file = graph.entity(id, "File");
  file.set("@type", Json(Json::Array{"File", "SoftwareSourceCode", "ComputationalWorkflow"}));
  file.set("name", clean(protocol.name));
  if (!protocol.description.empty()) {
    file.set("description", clean(protocol.description));
  }
  file.set("programmingLanguage", reference("#reprovip-protocol"));
  graph.entity("#reprovip-protocol", "ComputerLanguage").set("name", "ReproVIP protocol").set("version", "1");
  auto& program = graph.entity("#reprovip", "SoftwareApplication");
  program.set("name", "reprovip").set("softwareVersion", clean(study.tool_version));
  for (const auto& input : protocol.application.inputs) {
    add_parameter(graph, id, "input", input.id, input.type == model::InputType::directory, input.description);
  }
  for (const auto& output : protocol.outputs) {
    add_parameter(graph, id, "output", output.id, output.kind == model::OutputKind::directory,
                  output.description);
  }
}

std::string digest_in(const std::string& identity) {
  const auto at = identity.find("sha256:");
  return at == std::string::npos ? std::string() : identity.substr(at + 7, 64);
}

// "registry.example.org/group/name:tag@sha256:..." → its parts.
void add_image(CrateGraph& graph, const std::string& id, const model::Deployment& deployment) {
  auto reference_text = deployment.config.image.substr(0, deployment.config.image.find('@'));
  const auto slash = reference_text.find('/');
  const auto host = slash == std::string::npos ? std::string() : reference_text.substr(0, slash);
  const bool has_host = host.find_first_of(".:") != std::string::npos || host == "localhost";
  auto name = has_host ? reference_text.substr(slash + 1) : reference_text;
  const auto colon = name.find(':');
  auto& image = graph.entity(id, "ContainerImage");
  const bool is_sif = deployment.engine == "apptainer";
  image.set("additionalType", reference(std::string(k_terms) + (is_sif ? "SIFImage" : "DockerImage")));
  image.set("registry", clean(has_host ? host : "docker.io"));
  image.set("name", clean(name.empty() ? deployment.config.archive : name.substr(0, colon)));
  if (colon != std::string::npos) {
    image.set("tag", clean(name.substr(colon + 1)));
  }
  if (const auto digest = digest_in(deployment.identity); !digest.empty()) {
    image.set("sha256", digest);
  }
  image.set("identifier", clean(deployment.identity));
}

void add_applications(CrateGraph& graph, const model::Study& study) {
  const auto& deployments = study.plan.resolved.deployments;
  for (std::uint32_t i = 0; i < deployments.size(); ++i) {
    const auto& application = deployments[i].application;
    auto& entity = graph.entity(application_id(i), "SoftwareApplication");
    entity.set("name", clean(application.name)).set("softwareVersion", clean(application.version));
    entity.set("description",
               clean(format("{}{}run by engine {}", application.description,
                            application.description.empty() ? "" : "; ", deployments[i].engine)));
    entity.set("identifier", clean(deployments[i].identity));
    if (deployments[i].identity.starts_with("image ")) {
      add_image(graph, format("#image-{}", i + 1), deployments[i]);
    }
  }
}

// The run of the workflow: all that the executions used and gave.
void add_run(CrateGraph& graph, const model::Study& study, const std::string& workflow) {
  const auto times = times_of(study);
  const auto counts = tally(study);
  auto& run = graph.entity("#study", "CreateAction");
  run.set("name", clean("study " + study.plan.study)).set("description", clean(run_command(study)));
  run.set("instrument", reference(workflow));
  if (times.last > 0) {
    run.set("startTime", sys::iso8601(times.first)).set("endTime", sys::iso8601(times.last));
  }
  const bool complete = counts.succeeded == counts.planned;
  run.set("actionStatus", reference(complete ? "http://schema.org/CompletedActionStatus"
                                             : "http://schema.org/FailedActionStatus"));
  if (!complete) {
    run.set("error", tally_sentence(study));
  }
  graph.link("./", "mentions", "#study");
}

void add_verdicts(CrateGraph& graph, const model::Study& study) {
  auto& assessment = graph.entity("#verdict", "AssessAction");
  assessment.set("name", "verdict: " + std::string(to_string(study.verdicts.status)));
  assessment.set("description", clean(verdict_sentence(study)));
  assessment.set("instrument", reference("#reprovip")).set("object", reference("#study"));
  for (const auto& verdict : study.verdicts.verdicts) {
    const auto id = "#criterion-" + clean(verdict.criterion);
    auto& value = graph.entity(id, "PropertyValue");
    value.set("name", clean(verdict.criterion)).set("value", to_string(verdict.status));
    value.set("description", clean(format("required {}: {}", verdict.require, verdict.reason)));
    graph.link("#verdict", "result", id);
  }
  graph.link("./", "mentions", "#verdict");
}

} // namespace

Crate make_crate(const model::Study& study, const CrateOptions& options) {
  CrateGraph graph;
  CrateFiles files(graph, options.with_files);
  add_descriptor(graph);
  add_root(graph, study, options);
  add_documents(graph, options);
  add_workflow(graph, study, options);
  add_applications(graph, study);
  for (const auto& id : add_executions(graph, files, study)) {
    graph.link("./", "mentions", id);
  }
  add_run(graph, study, options.documents.front().path);
  add_verdicts(graph, study);
  const auto document = Json::object({{"@context", context()}, {"@graph", std::move(graph).finish()}});
  return {dump(document, 1) + "\n", files.held()};
}

} // namespace reprovip::report
