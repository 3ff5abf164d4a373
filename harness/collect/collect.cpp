#include "harness/collect/collect.hpp"

#include "harness/base/format.hpp"
#include "harness/collect/canonical.hpp"
#include "harness/collect/found.hpp"
#include "harness/collect/members.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <set>

namespace reprovip::collect {

namespace {

using model::OutputState;

// Over the sorted list of (path, digest), so that a file that moves to another name counts.
Digest digest_of_list(const std::vector<model::OutputFile>& files, Digest model::OutputFile::*digest) {
  sys::Sha256 hash;
  for (const auto& file : files) {
    hash.add(file.path);
    hash.add(std::string_view("\0", 1));
    hash.add((file.*digest).hex + "\n");
  }
  return hash.finish();
}

void summarise(model::Output& output, bool is_list) {
  if (!is_list) {
    output.raw = output.files.front().raw;
    output.canonical = output.files.front().canonical;
  } else {
    output.raw = digest_of_list(output.files, &model::OutputFile::raw);
    output.canonical = digest_of_list(output.files, &model::OutputFile::canonical);
  }
  output.empty =
      std::all_of(output.files.begin(), output.files.end(), [](const auto& file) { return file.size == 0; });
}

Result<model::OutputFile> digest_file(const sys::Path& work, const sys::Path& relative, std::string name,
                                      const model::OutputDecl& declared, std::string& note) {
  TRY_ASSIGN(auto digests, digests_of(work / relative, sys::Path(name).filename().string(), declared.ignore));
  model::OutputFile file;
  file.path = std::move(name);
  std::error_code error;
  const auto size = std::filesystem::file_size(work / relative, error);
  file.size = error ? 0 : size;
  file.raw = std::move(digests.raw);
  file.payload = std::move(digests.payload);
  file.canonical = std::move(digests.canonical);
  file.format = std::move(digests.format);
  file.ignored = std::move(digests.ignored);
  file.stored = declared.keep == model::Keep::bytes;
  if (note.empty() && !digests.note.empty()) {
    note = format("\"{}\" is {}", file.path, digests.note);
  }
  return file;
}

// A file that the program made unreadable is refused; a disk that fails is our error.
Result<model::Output> digest_output(const sys::Path& work, const model::OutputDecl& declared,
                                    const Found& found) {
  model::Output output;
  output.id = declared.id;
  output.state = found.state;
  output.reason = found.reason;
  if (found.state != OutputState::present) {
    return output;
  }
  for (std::size_t i = 0; i < found.files.size(); ++i) {
    auto name = found.names.empty() ? path_text(found.files[i]) : found.names[i];
    auto file = digest_file(work, found.files[i], std::move(name), declared, output.reason);
    if (!file && file.error().kind == ErrorKind::data) {
      return model::Output{declared.id, OutputState::refused, one_line(file.error()), {}, {}, {}, false};
    }
    if (!file) {
      return tl::unexpected(std::move(file).error());
    }
    output.files.push_back(std::move(*file));
  }
  summarise(output, found.is_list);
  return output;
}

// Keeping may move a file away, and two outputs may share one: so last, and once each.
Result<void> keep_files(const sys::Path& work, const std::vector<Found>& found,
                        const std::vector<model::Output>& outputs, const KeepObject& keep) {
  std::set<sys::Path> kept;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (std::size_t k = 0; k < outputs[i].files.size(); ++k) {
      const auto& file = outputs[i].files[k];
      const auto& relative = found[i].files[k];
      if (!file.stored || !kept.insert(relative.lexically_normal()).second) {
        continue;
      }
      if (auto done = keep(work / relative, file.raw); !done) {
        return tl::unexpected(
            with_context(std::move(done).error(), format("while keeping the output \"{}\"", outputs[i].id)));
      }
    }
  }
  return {};
}

} // namespace

Result<std::vector<model::Output>> collect_outputs(const sys::Path& work,
                                                   const std::vector<model::OutputDecl>& outputs,
                                                   const KeepObject& keep) {
  MemberFolder folder(work);
  std::vector<Found> found;
  std::vector<model::Output> collected;
  for (const auto& declared : outputs) {
    TRY_ASSIGN(auto files, find_output(work, declared));
    if (files.state == OutputState::present && !declared.member.empty()) {
      TRY_ASSIGN(files, find_members(work, declared, files, folder));
    }
    TRY_ASSIGN(auto output, digest_output(work, declared, files));
    found.push_back(std::move(files));
    collected.push_back(std::move(output));
  }
  TRY(keep_files(work, found, collected, keep));
  return collected;
}

} // namespace reprovip::collect
