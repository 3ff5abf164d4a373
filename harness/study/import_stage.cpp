#include "harness/study/import_stage.hpp"

#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/sys/archive.hpp"

#include <filesystem>

namespace reprovip::study {

namespace fs = std::filesystem;

namespace {

// A second name of the file costs nothing; what is kept of it is a copy.
Result<void> stage_file(const sys::Path& from, const sys::Path& to) {
  std::error_code error;
  fs::create_hard_link(fs::canonical(from, error), to, error);
  if (error) {
    error.clear();
    fs::copy_file(from, to, error);
  }
  if (error) {
    return failure(ErrorKind::data, format("cannot copy \"{}\": {}", from.string(), error.message()));
  }
  return {};
}

Result<void> stage_folder(const sys::Path& from, const sys::Path& to) {
  TRY(sys::make_directories(to));
  TRY_ASSIGN(const auto entries, sys::list_tree(from));
  for (const auto& entry : entries) {
    std::error_code ignored;
    if (entry.kind == sys::FileKind::directory) {
      TRY(sys::make_directories(to / entry.relative));
    } else if (fs::is_regular_file(from / entry.relative, ignored)) {
      TRY(stage_file(from / entry.relative, to / entry.relative));
    }
  }
  return {};
}

// What the names of the pattern stand for, they stand for in an archive too.
Result<std::string> member_of(const model::OutputDecl& declared, const TreeFile& file) {
  return expand(declared.member, [&](std::string_view name) {
    const auto value = file.values.find(std::string(name));
    return value == file.values.end() ? std::nullopt : std::optional(value->second);
  });
}

Result<void> stage(const TreeFile& file, const model::OutputDecl& declared, const sys::Path& to,
                   const sys::Path& tree) {
  if (!file.archive.empty()) {
    return sys::extract_members(tree / file.archive, {{file.member, to}});
  }
  return declared.kind == model::OutputKind::directory ? stage_folder(tree / file.path, to)
                                                       : stage_file(tree / file.path, to);
}

} // namespace

Result<std::vector<model::Output>> imported_outputs(const std::vector<model::OutputDecl>& outputs_declared,
                                                    const RunFiles& files, const sys::Path& tree,
                                                    const sys::Path& work, const collect::KeepObject& keep) {
  std::vector<model::Output> outputs;
  for (const auto& declared : outputs_declared) {
    const auto found = files.find(declared.id);
    if (found == files.end()) {
      auto& output = outputs.emplace_back();
      output.id = declared.id;
      output.state = declared.optional ? model::OutputState::absent_optional : model::OutputState::missing;
      output.reason = format("no file of the tree is its \"{}\"", declared.path);
      continue;
    }
    const auto folder = work / declared.id;
    const sys::Path name = sys::Path(found->second.path).filename();
    TRY(sys::make_directories(folder));
    TRY(stage(found->second, declared, folder / name, tree));
    auto staged = declared;
    staged.path = name.string();
    TRY_ASSIGN(staged.member, member_of(declared, found->second));
    TRY_ASSIGN(auto collected, collect::collect_outputs(folder, {staged}, keep));
    outputs.push_back(std::move(collected.front()));
  }
  return outputs;
}

} // namespace reprovip::study
