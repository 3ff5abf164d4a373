#include "harness/collect/members.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/wildcard.hpp"

#include <cstdlib>
#include <fstream>
#include <map>

namespace reprovip::collect {

namespace {

using model::OutputState;

Found refusal(std::string reason) {
  Found found;
  found.state = OutputState::refused;
  found.reason = std::move(reason);
  return found;
}

std::string_view without_dot(std::string_view name) {
  return name.starts_with("./") ? name.substr(2) : name;
}

bool is_pattern(const std::string& member) {
  return member.find_first_of("*?") != std::string::npos;
}

Result<void> write(Bytes& bytes, const sys::Path& file) {
  constexpr std::size_t k_piece = std::size_t{1} << 20;
  std::ofstream stream(file, std::ios::binary);
  for (auto piece = bytes.take(k_piece); !piece.empty(); piece = bytes.take(k_piece)) {
    stream.write(piece.data(), static_cast<std::streamsize>(piece.size()));
  }
  stream.close();
  return stream ? Result<void>()
                : failure(ErrorKind::environment,
                          format("a member cannot be unpacked to \"{}\"", file.string()));
}

// Unpacks what one output names, archive after archive.
class Unpacking {
public:
  Unpacking(const sys::Path& work, const model::OutputDecl& output, MemberFolder& folder)
      : m_work(work), m_output(output), m_folder(folder) {}

  Result<void> unpack(const sys::Path& archive) {
    return for_each_member(m_work / archive, [&](const std::string& name, std::string_view type,
                                                 Bytes& bytes) { return take(archive, name, type, bytes); });
  }

  Found finish(bool is_list) {
    if (!m_odd.empty()) {
      return refusal(m_odd);
    }
    for (const auto& [name, file] : m_files) {
      m_found.names.push_back(name);
      m_found.files.push_back(file);
    }
    m_found.is_list = is_list;
    m_found.state = m_found.files.empty() ? missing_state() : OutputState::present;
    m_found.reason = m_found.state == OutputState::missing ? missing_reason() : "";
    return std::move(m_found);
  }

private:
  Result<void> take(const sys::Path& archive, const std::string& name, std::string_view type, Bytes& bytes) {
    const std::string bare(without_dot(name));
    ++m_count;
    if (m_count <= k_remembered) {
      m_seen.push_back(bare);
    }
    if (!wildcard_match(without_dot(m_output.member), bare) ||
        (type == "directory" && is_pattern(m_output.member))) {
      return {};
    }
    if (type != "file") {
      m_odd = format("\"{}\" in \"{}\" is a {}, no file", bare, path_text(archive), type);
      return {};
    }
    TRY_ASSIGN(const auto file, m_folder.next_file());
    TRY(write(bytes, m_work / file));
    // A later member of the same name takes the place of the first, as tar unpacks.
    m_files[path_text(archive) + "!/" + path_text(bare)] = file;
    return {};
  }

  OutputState missing_state() const {
    return m_output.optional ? OutputState::absent_optional : OutputState::missing;
  }
  std::string missing_reason() const {
    const auto near = suggestion(m_output.member, m_seen);
    return format("there is no \"{}\" among the {} members of \"{}\"{}{}", m_output.member, m_count,
                  m_output.path, near.empty() ? "" : "; ", near);
  }

  const sys::Path& m_work;
  const model::OutputDecl& m_output;
  MemberFolder& m_folder;
  Found m_found;
  std::map<std::string, sys::Path> m_files;         // by name
  static constexpr std::size_t k_remembered = 1000; // for the suggestion
  std::vector<std::string> m_seen;
  std::size_t m_count = 0;
  std::string m_odd;
};

} // namespace

MemberFolder::~MemberFolder() {
  if (!m_folder.empty()) {
    std::error_code ignored;
    std::filesystem::remove_all(m_work / m_folder, ignored);
  }
}

Result<sys::Path> MemberFolder::next_file() {
  if (m_folder.empty()) {
    auto pattern = (m_work / ".members-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      return failure(ErrorKind::environment, format("no folder can be made in \"{}\"", m_work.string()));
    }
    m_folder = sys::Path(pattern).filename();
  }
  return m_folder / std::to_string(m_files++);
}

Result<Found> find_members(const sys::Path& work, const model::OutputDecl& output, const Found& archives,
                           MemberFolder& folder) {
  Unpacking unpacking(work, output, folder);
  for (const auto& archive : archives.files) {
    auto done = unpacking.unpack(archive);
    if (!done && done.error().kind == ErrorKind::data) {
      return refusal(format("\"{}\" cannot be unpacked: {}", path_text(archive), done.error().message));
    }
    TRY(done);
  }
  return unpacking.finish(archives.is_list || is_pattern(output.member));
}

} // namespace reprovip::collect
