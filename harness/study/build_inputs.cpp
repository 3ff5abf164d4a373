#include "harness/study/build_inputs.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/shell_text.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/process.hpp"

#include <array>
#include <filesystem>

namespace reprovip::study {

namespace fs = std::filesystem;

namespace {

constexpr Seconds k_version_limit{60};

Result<void> add_source(const sys::Path& directory, const sys::Path& relative, BuildInputs& inputs) {
  const auto path = directory / relative;
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) {
    TRY_ASSIGN(const auto digest, sys::sha256_file(path));
    inputs.sources[relative.lexically_normal().string()] = digest.hex;
    return {};
  }
  TRY_ASSIGN(const auto entries, sys::list_tree(path));
  for (const auto& entry : entries) {
    if (entry.kind != sys::FileKind::directory) {
      TRY(add_source(directory, relative / entry.relative, inputs));
    }
  }
  return {};
}

Result<void> add_sources(const plan::BuildRequest& request, BuildInputs& inputs) {
  for (const auto& pattern : request.recipe.sources) {
    const auto found = sys::glob(request.directory, pattern);
    if (found.empty()) {
      auto error =
          make_error(ErrorKind::protocol,
                     format("source \"{}\" of [build] is not in \"{}\"", pattern, request.directory.string()),
                     "name files or folders of the application");
      error.where = request.recipe.where;
      return tl::unexpected(std::move(error));
    }
    for (const auto& path : found) {
      TRY(add_source(request.directory, path, inputs));
    }
  }
  return {};
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

Result<std::string> version_of(const sys::Path& program) {
  sys::Command command;
  command.argv = {program.string(), "--version"};
  command.environment = {{"PATH", sys::environment_value("PATH")}, {"LC_ALL", "C"}};
  TRY_ASSIGN(const auto answer, sys::run_captured(command, k_version_limit));
  if (!answer.status.success()) {
    return failure(ErrorKind::environment,
                   format("\"{} --version\" fails: {}", program.string(), answer.err));
  }
  return first_line(answer.out);
}

Result<void> add_compilers(const plan::BuildRequest& request, BuildInputs& inputs) {
  static constexpr std::array k_variables = {"CC", "CXX", "FC", "F77", "NVCC"};
  const auto path = sys::environment_value("PATH");
  for (const auto* variable : k_variables) {
    const auto value = inputs.variables.find(variable);
    if (value == inputs.variables.end()) {
      continue;
    }
    const auto words = plan::split_words(value->second);
    const auto program = words.empty() ? sys::Path{} : sys::find_program(words.front(), path);
    if (program.empty()) {
      return failure(
          ErrorKind::environment,
          format("{} = \"{}\" of build \"{}\" is not in {}", variable, value->second, request.variant, path),
          "install the compiler, or leave this variant out");
    }
    TRY_ASSIGN(inputs.compilers[variable], version_of(program));
  }
  if (!inputs.compilers.empty()) {
    return {};
  }
  for (const auto* name : {"cc", "c++"}) {
    if (const auto program = sys::find_program(name, path); !program.empty()) {
      TRY_ASSIGN(inputs.compilers[name], version_of(program));
    }
  }
  return {};
}

void add(sys::Sha256& hash, std::string_view name, const std::map<std::string, std::string>& values) {
  for (const auto& [key, value] : values) {
    hash.add(format("{} {}:{} {}:{}\n", name, key.size(), key, value.size(), value));
  }
}

} // namespace

Result<BuildInputs> build_inputs(const plan::BuildRequest& request) {
  BuildInputs inputs;
  if (const auto variant = request.recipe.variants.find(request.variant);
      variant != request.recipe.variants.end()) {
    inputs.variables = variant->second;
  }
  TRY(add_sources(request, inputs));
  TRY(add_compilers(request, inputs));
  return inputs;
}

Digest build_key(const plan::BuildRequest& request, const BuildInputs& inputs) {
  sys::Sha256 hash;
  hash.add(format("reprovip build 1\nvariant {}:{}\n", request.variant.size(), request.variant));
  for (const auto& word : request.recipe.command) {
    hash.add(format("command {}:{}\n", word.size(), word));
  }
  add(hash, "source", inputs.sources);
  add(hash, "variable", inputs.variables);
  add(hash, "compiler", inputs.compilers);
  return hash.finish();
}

} // namespace reprovip::study
