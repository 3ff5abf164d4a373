#include "harness/study/build.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/model/json_fields.hpp"
#include "harness/plan/content.hpp"
#include "harness/plan/shell_text.hpp"
#include "harness/store/builds.hpp"
#include "harness/study/build_inputs.hpp"
#include "harness/sys/process.hpp"

#include <filesystem>
#include <optional>

namespace reprovip::study {

namespace fs = std::filesystem;

namespace {

constexpr Seconds k_build_limit{3600};
constexpr std::size_t k_log_limit = std::size_t{64} << 20;
constexpr const char* k_key_detail = "build.key";

// The digest of what a finished build left; nothing when there is none, or when it is no longer what was
// built.
std::optional<Digest> finished(const store::BuildPlaces& places) {
  const auto note = sys::read_file(places.note);
  const auto json = note ? parse_json(*note, places.note.string()) : Result<Json>(Json());
  if (!note || !json) {
    return std::nullopt;
  }
  const auto tree = plan::ContentReader(sys::sha256_file).of(places.out);
  const bool is_same = tree && tree->digest.hex == (*json)["tree"].text();
  return is_same ? std::optional(tree->digest) : std::nullopt;
}

std::string absolute_text(const sys::Path& directory) {
  auto text = fs::absolute(directory).lexically_normal().string();
  if (text.size() > 1 && text.back() == '/') {
    text.pop_back();
  }
  return text;
}

// What it prints goes into one log, in its order.
sys::Command command_of(const plan::BuildRequest& request, const BuildInputs& inputs,
                        const store::BuildPlaces& places, const sys::Path& work) {
  sys::Command command;
  command.argv = {"/bin/sh", "-c", "exec \"$@\" 2>&1", "sh"};
  for (auto word : request.recipe.command) {
    word = plan::replace_all(std::move(word), "{app}", absolute_text(request.directory));
    command.argv.push_back(plan::replace_all(std::move(word), "{out}", places.out.string()));
  }
  // Compilers write the time of this variable where a program asks for the time of its build.
  std::map<std::string, std::string> variables = {
      {"PATH", sys::environment_value("PATH")}, {"LC_ALL", "C"}, {"SOURCE_DATE_EPOCH", "0"}};
  for (const auto& [name, value] : inputs.variables) {
    variables[name] = value;
  }
  command.environment.assign(variables.begin(), variables.end());
  command.directory = work;
  return command;
}

std::string tail_of(const std::string& log) {
  constexpr std::size_t k_most = 2000;
  auto tail = log.size() > k_most ? log.substr(log.size() - k_most) : log;
  while (!tail.empty() && (tail.back() == '\n' || tail.back() == ' ')) {
    tail.pop_back();
  }
  return tail;
}

Error failed(const plan::BuildRequest& request, const store::BuildPlaces& places, const std::string& why,
             const std::string& log) {
  return make_error(ErrorKind::environment,
                    format("build \"{}\" of \"{}\" {}{}{}", request.variant, request.application, why,
                           log.empty() ? "" : ":\n", tail_of(log)),
                    format("all that it printed is in {}", places.log.string()));
}

Result<void> write_note(const plan::BuildRequest& request, const BuildInputs& inputs,
                        const store::BuildPlaces& places, const Digest& tree) {
  const auto json = Json::object({{"application", request.application},
                                  {"variant", request.variant},
                                  {"command", model::to_json(request.recipe.command)},
                                  {"variables", model::to_json(inputs.variables)},
                                  {"compilers", model::to_json(inputs.compilers)},
                                  {"sources", model::to_json(inputs.sources)},
                                  {"tree", tree.hex}});
  return sys::write_file_atomic(places.note, dump(json, 1) + "\n", sys::Durability::flushed);
}

Result<Digest> make(const plan::BuildRequest& request, const BuildInputs& inputs,
                    const store::BuildPlaces& places) {
  const auto work = places.directory / "work";
  TRY(sys::remove_tree(places.directory));
  TRY(sys::make_directories(places.out));
  TRY(sys::make_directories(work));
  const auto ended = sys::run_captured(command_of(request, inputs, places, work), k_build_limit, k_log_limit);
  if (!ended) {
    return tl::unexpected(with_context(
        ended.error(), format("while building \"{}\" of \"{}\"", request.variant, request.application)));
  }
  TRY(sys::write_file_atomic(places.log, ended->out));
  TRY(sys::remove_tree(work));
  if (!ended->status.success()) {
    const auto& status = ended->status;
    return tl::unexpected(failed(request, places,
                                 status.signal != 0 ? format("was killed by signal {}", status.signal)
                                                    : format("failed with exit status {}", status.code),
                                 ended->out));
  }
  if (sys::list_names(places.out).empty()) {
    return tl::unexpected(failed(request, places, "left nothing in {out}", ended->out));
  }
  TRY_ASSIGN(const auto tree, plan::ContentReader(sys::sha256_file).of(places.out));
  TRY(write_note(request, inputs, places, tree.digest));
  return tree.digest;
}

Result<Digest> find_or_make(const plan::BuildRequest& request, const BuildInputs& inputs, const Digest& key,
                            const sys::Path& root) {
  const auto places = store::build_places(root, key);
  if (auto tree = finished(places)) {
    return *tree;
  }
  TRY_ASSIGN(const auto store, store::Store::open(root, store::Access::write));
  TRY_ASSIGN(const auto lock, store::lock_build(root, key));
  if (auto tree = finished(places)) {
    return *tree;
  }
  return make(request, inputs, places);
}

} // namespace

Result<plan::Identity> with_build(plan::Identity identity, const plan::BuildRequest& request,
                                  const sys::Path& store) {
  const auto root = fs::absolute(store).lexically_normal();
  TRY_ASSIGN(const auto inputs, build_inputs(request));
  const auto key = build_key(request, inputs);
  TRY_ASSIGN(const auto tree, find_or_make(request, inputs, key, root));
  identity.text += format("{}build sha256:{}", identity.text.empty() ? "" : " + ", tree.hex);
  identity.details["build"] = request.variant;
  identity.details[k_key_detail] = key.hex;
  for (const auto& [name, value] : inputs.variables) {
    identity.details["build.variable." + name] = value;
  }
  for (const auto& [name, version] : inputs.compilers) {
    identity.details["build.compiler." + name] = version;
  }
  identity.build_directory = store::build_places(root, key).out;
  return identity;
}

sys::Path built_before(const std::map<std::string, std::string>& details, const sys::Path& store) {
  const auto key = details.find(k_key_detail);
  return key == details.end()
             ? sys::Path{}
             : store::build_places(fs::absolute(store).lexically_normal(), Digest{key->second}).out;
}

} // namespace reprovip::study
