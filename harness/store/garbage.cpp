#include "harness/base/format.hpp"
#include "harness/store/digests_in.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/state.hpp"
#include "harness/store/study_lock.hpp"

#include <sys/file.h>

#include <set>
#include <system_error>

namespace reprovip::store {

namespace {

Result<void> note_file(const sys::Path& file, std::set<std::string>& named) {
  TRY_ASSIGN(const auto text, sys::read_file(file));
  note_digests(text, named);
  return {};
}

std::uint64_t size_of(const sys::Path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

class Sweep {
public:
  Sweep(sys::Path root, bool dry_run) : m_root(std::move(root)), m_dry_run(dry_run) {}

  Result<Store::Garbage> run() {
    TRY(mark_cells());
    TRY(mark_studies());
    TRY(sweep_objects());
    TRY(sweep_builds());
    return m_garbage;
  }

private:
  Result<void> mark_cells() {
    for (const auto& cell : sys::list_names(m_root / "cells")) {
      const auto directory = m_root / "cells" / cell;
      for (const auto& repetition : sys::list_names(directory)) {
        for (const auto& attempt : sys::list_names(directory / repetition)) {
          TRY(mark_attempt(directory / repetition / attempt));
        }
      }
    }
    return {};
  }

  // Nobody else writes now, so what is not a record is scratch of the dead.
  Result<void> mark_attempt(const sys::Path& attempt) {
    const auto names = sys::list_names(attempt);
    bool has_record = false;
    for (const auto& name : names) {
      has_record = has_record || name == k_record_file;
    }
    if (has_record) {
      TRY(note_file(attempt / k_record_file, m_named));
    }
    if (!has_record && is_elsewhere(attempt)) {
      return {};
    }
    m_garbage.scratch += names.size() > 1 || !has_record ? 1U : 0U;
    for (const auto& name : names) {
      if (!m_dry_run && name != k_record_file) {
        TRY(sys::remove_tree(attempt / name));
      }
    }
    return has_record || m_dry_run ? Result<void>() : sys::remove_tree(attempt);
  }

  Result<void> mark_studies() {
    for (const auto& study : sys::list_names(m_root / "studies")) {
      for (const auto& name : sys::list_names(m_root / "studies" / study)) {
        if (name.ends_with(".json") && name.front() != '.') {
          TRY(note_file(m_root / "studies" / study / name, m_named));
        }
      }
    }
    return {};
  }

  Result<void> sweep_objects() {
    for (const auto& folder : sys::list_names(m_root / "objects")) {
      for (const auto& name : sys::list_names(m_root / "objects" / folder)) {
        if (m_named.count(name) != 0) {
          continue;
        }
        const auto file = m_root / "objects" / folder / name;
        m_garbage.objects += 1;
        m_garbage.bytes += size_of(file);
        if (!m_dry_run) {
          TRY(sys::remove_tree(file));
        }
      }
    }
    return {};
  }

  // A build stands in the details of its deployment, in the study's plan.
  Result<void> sweep_builds() {
    for (const auto& name : sys::list_names(m_root / "builds")) {
      if (m_named.count(name.substr(0, k_digest_length)) != 0) {
        continue;
      }
      const bool is_lock = name.ends_with(".lock");
      for (const auto& entry :
           is_lock ? std::vector<sys::Entry>{}
                   : sys::list_tree(m_root / "builds" / name).value_or(std::vector<sys::Entry>{})) {
        m_garbage.bytes += entry.size;
      }
      m_garbage.builds += is_lock ? 0U : 1U;
      if (!m_dry_run) {
        TRY(sys::remove_tree(m_root / "builds" / name));
      }
    }
    return {};
  }

  sys::Path m_root;
  bool m_dry_run;
  std::set<std::string> m_named;
  Store::Garbage m_garbage;
};

} // namespace

Result<Store::Garbage> Store::collect_garbage(bool dry_run) {
  TRY(m_state->may_write());
  for (const auto& study : studies()) {
    const auto holder = holder_of(study_directory(study));
    if (!holder.empty()) {
      return failure(ErrorKind::environment, format("the study \"{}\" is being written by {}", study, holder),
                     "wait until it ends, then collect garbage");
    }
  }
  const auto path = m_state->root / "store.lock";
  TRY_ASSIGN(const bool alone, try_lock(m_state->writers, LOCK_EX, path));
  Result<Garbage> garbage = alone
                                ? Sweep(m_state->root, dry_run).run()
                                : failure(ErrorKind::environment, "another process is writing to this store",
                                          "wait until it ends, then collect garbage");
  // A failed upgrade loses the shared lock too (flock(2)), hence in either case.
  TRY(try_lock(m_state->writers, LOCK_SH, path));
  return garbage;
}

} // namespace reprovip::store
