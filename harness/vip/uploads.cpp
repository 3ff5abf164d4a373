#include "harness/vip/uploads.hpp"

#include "harness/base/format.hpp"
#include "harness/vip/names.hpp"

#include <algorithm>

namespace reprovip::vip {

namespace {

constexpr std::size_t k_digest_digits = 16;
constexpr const char* k_home = "/vip/Home";

std::string last_part(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

} // namespace

Uploads::Uploads(Client& client, std::string folder, sys::Path ledger)
    : m_client(client), m_folder(std::move(folder)), m_ledger(std::move(ledger)), m_known(Json::object()) {
  const auto text = m_ledger.empty() ? std::string() : sys::read_file(m_ledger).value_or("");
  if (auto known = parse_json(text); known && known->is_object()) {
    m_known = std::move(*known);
  }
}

Answer<void> Uploads::ensure_folder(const std::string& path) {
  if (path == k_home || path.size() <= std::string(k_home).size() || m_folders.contains(path)) {
    return {};
  }
  TRY(ensure_folder(path.substr(0, path.find_last_of('/'))));
  TRY_ASSIGN(const auto there, m_client.properties(path));
  if (!there.exists) {
    TRY(m_client.make_folder(path));
  }
  m_folders.insert(path);
  return {};
}

// VIP cleans names by rules that may change: what it calls the file is read back.
Answer<std::string> Uploads::find(const std::string& folder, const std::string& name, std::uint64_t size) {
  TRY_ASSIGN(const auto listed, m_client.list(folder));
  const auto fits = [&](const PathInfo& info) { return !info.is_directory && info.size == size; };
  for (const auto& info : listed) {
    if (last_part(info.path) == name && fits(info)) {
      return folder + "/" + name;
    }
  }
  if (listed.size() == 1 && fits(listed.front()) && last_part(listed.front().path) != name) {
    return folder + "/" + last_part(listed.front().path);
  }
  return std::string();
}

Answer<std::string> Uploads::ensure(const model::InputFile& file) {
  const auto name = cleaned_name(file.host.filename().string());
  const auto key = format("{} {}/{}/{}", m_client.server().url, m_folder, file.digest.hex, name);
  if (const auto known = m_there.find(key); known != m_there.end()) {
    return known->second;
  }
  const auto folder = m_folder + "/inputs/" + file.digest.hex.substr(0, k_digest_digits);
  const auto known = m_known[key].text(folder + "/" + name);
  TRY_ASSIGN(const auto there, m_client.properties(known));
  if (there.exists && !there.is_directory && there.size == file.size) {
    remember(key, known);
    return known;
  }
  TRY(ensure_folder(folder));
  TRY(m_client.upload(folder + "/" + name, file.host));
  TRY_ASSIGN(const auto path, find(folder, name, file.size));
  if (path.empty()) {
    return tl::unexpected(Fault{FaultKind::busy, 200, 0,
                                format("{} was uploaded, and {} on VIP does not have it with {} bytes",
                                       file.host.string(), folder, file.size)});
  }
  remember(key, path);
  return path;
}

// Forgetting costs a look, no more: a ledger that cannot be written is no error.
void Uploads::remember(const std::string& key, const std::string& path) {
  m_there[key] = path;
  if (m_known[key].text() != path && !m_ledger.empty()) {
    m_known.set(key, path);
    static_cast<void>(sys::write_file_atomic(m_ledger, dump(m_known, 1) + "\n"));
  }
}

} // namespace reprovip::vip
