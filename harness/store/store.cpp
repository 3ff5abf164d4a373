#include "harness/store/store.hpp"

#include "harness/base/format.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/state.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace reprovip::store {

namespace {

// What may lie in a store that another writer is making right now.
bool belongs_to_a_store(const std::string& name) {
  constexpr std::array<std::string_view, 8> k_names = {"objects", "cells",      "hosts",        "studies",
                                                       "cache",   "store.lock", "index.sqlite", "index.lock"};
  return name.front() == '.' || std::find(k_names.begin(), k_names.end(), name) != k_names.end();
}

Result<void> make_store(const sys::Path& root) {
  for (const auto& name : sys::list_names(root)) {
    if (!belongs_to_a_store(name)) {
      return failure(ErrorKind::usage,
                     format("\"{}\" is not empty and no run store: it holds \"{}\"", root.string(), name),
                     "name another folder with --store");
    }
  }
  const auto description = Json::object({{"format", k_format}, {"made_by", "reprovip " REPROVIP_VERSION}});
  return sys::write_file_atomic(root / "store.json", dump(description, 2) + "\n", sys::Durability::flushed);
}

Result<void> check_format(const sys::Path& root) {
  const auto file = root / "store.json";
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json(text, file.string()));
  const auto found = json["format"].integer();
  if (found < 1 || found > k_format) {
    return failure(ErrorKind::environment,
                   format("the store \"{}\" has format {}; this program knows format {}", root.string(),
                          found, k_format),
                   "use the version of reprovip that made it, or another store (--store)");
  }
  return {};
}

Result<sys::Descriptor> join_writers(const sys::Path& root) {
  const auto path = root / "store.lock";
  sys::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.is_open()) {
    return tl::unexpected(sys::os_error("write", path, errno));
  }
  TRY_ASSIGN(const bool joined, try_lock(file, LOCK_SH, path));
  if (!joined) {
    return failure(ErrorKind::environment, format("garbage is being collected in \"{}\"", root.string()),
                   "try again when \"reprovip gc\" has ended");
  }
  return file;
}

Result<void> check_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
    return failure(ErrorKind::usage, format("\"{}\" cannot be the name of a study or of its file", name));
  }
  return {};
}

Result<model::Host> read_host(const sys::Path& file) {
  TRY_ASSIGN(const auto text, sys::read_file(file));
  TRY_ASSIGN(const auto json, parse_json(text, file.string()));
  model::Host host;
  host.fingerprint = Digest{json["fingerprint"].text()};
  for (const auto& [name, value] : json["facts"].members()) {
    host.facts[name] = value.text();
  }
  return host;
}

} // namespace

Result<bool> try_lock(const sys::Descriptor& file, int operation, const sys::Path& path) {
  while (::flock(file.get(), operation | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return false;
    }
    if (errno != EINTR) {
      return tl::unexpected(sys::os_error("lock", path, errno));
    }
  }
  return true;
}

Result<void> flush_path(const sys::Path& path) {
  const sys::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() || ::fsync(file.get()) != 0) {
    return tl::unexpected(sys::os_error("flush", path, errno));
  }
  return {};
}

Result<void> Store::State::may_write() const {
  if (access == Access::read) {
    return failure(ErrorKind::internal, format("the store \"{}\" was opened for reading", root.string()));
  }
  return {};
}

Store::Store(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

Result<Store> Store::open(const sys::Path& root, Access access) {
  const bool is_there = ::access((root / "store.json").c_str(), F_OK) == 0;
  if (!is_there && access == Access::read) {
    return failure(ErrorKind::environment, format("there is no run store at \"{}\"", root.string()),
                   "run a protocol first, or name the store with --store");
  }
  auto state = std::make_unique<State>();
  state->root = root;
  state->access = access;
  if (!is_there) {
    TRY(sys::make_directories(root));
    TRY(make_store(root));
  }
  TRY(check_format(root));
  if (access == Access::write) {
    TRY_ASSIGN(state->writers, join_writers(root));
  }
  return Store(std::move(state));
}

const sys::Path& Store::root() const {
  return m_state->root;
}

sys::Path Store::study_directory(const std::string& study) const {
  return m_state->root / "studies" / study;
}

void Store::set_durable(bool durable) {
  m_state->durable = durable;
}

// One syncfs covers records, objects and directories alike, and costs the same for one as for thousands.
Result<void> Store::flush() {
  if (!m_state->dirty.exchange(false)) {
    return {};
  }
  const sys::Descriptor directory(::open(m_state->root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open() || ::syncfs(directory.get()) != 0) {
    m_state->dirty = true;
    return tl::unexpected(sys::os_error("flush", m_state->root, errno));
  }
  return {};
}

Result<void> Store::keep_host(const model::Host& host) {
  TRY(m_state->may_write());
  const auto file = m_state->root / "hosts" / (host.fingerprint.hex + ".json");
  if (::access(file.c_str(), F_OK) == 0) {
    return {};
  }
  auto facts = Json::object();
  for (const auto& [name, value] : host.facts) {
    facts.set(name, value);
  }
  const auto json = Json::object({{"schema", 1}, {"fingerprint", host.fingerprint.hex}, {"facts", facts}});
  m_state->dirty = true;
  return sys::write_file_atomic(file, dump(json, 2) + "\n", m_state->durability());
}

Result<std::map<std::string, model::Host>> Store::hosts() const {
  std::map<std::string, model::Host> hosts;
  for (const auto& name : sys::list_names(m_state->root / "hosts")) {
    if (!name.ends_with(".json") || name.front() == '.') {
      continue;
    }
    TRY_ASSIGN(auto host, read_host(m_state->root / "hosts" / name));
    hosts[host.fingerprint.hex] = std::move(host);
  }
  return hosts;
}

Result<void> Store::write_study_file(const std::string& study, const std::string& name,
                                     std::string_view bytes) {
  TRY(m_state->may_write());
  TRY(check_name(study));
  TRY(check_name(name));
  m_state->dirty = true;
  return sys::write_file_atomic(study_directory(study) / name, bytes, m_state->durability());
}

Result<std::string> Store::read_study_file(const std::string& study, const std::string& name) const {
  TRY(check_name(study));
  TRY(check_name(name));
  return sys::read_file(study_directory(study) / name);
}

Result<void> Store::append_event(const std::string& study, const Json& event) {
  TRY(m_state->may_write());
  TRY(check_name(study));
  m_state->dirty = true;
  return sys::append_line(study_directory(study) / "events.jsonl", dump(event));
}

std::vector<std::string> Store::studies() const {
  auto names = sys::list_names(m_state->root / "studies");
  std::erase_if(names, [](const std::string& name) { return name.front() == '.'; });
  return names;
}

} // namespace reprovip::store
