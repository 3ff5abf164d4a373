#include "harness/score/stored_set.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <tuple>

namespace reprovip::score {

namespace {

std::shared_ptr<const Data> file_in(const std::shared_ptr<const Loaded>& loaded, const std::string& path) {
  for (const auto& file : *loaded) {
    if (file.path == path) {
      return {loaded, &file.data};
    }
  }
  return nullptr;
}

} // namespace

StoredSet::StoredSet(const Scene& scene, const MetricJob& job, Loader& loader, std::string path,
                     std::string prefix)
    : m_scene(scene), m_job(job), m_loader(loader), m_path(std::move(path)), m_prefix(std::move(prefix)) {
  across = !job.spec.across.empty();
}

void StoredSet::add(std::uint32_t execution, Place place) {
  const auto subject = m_scene.subject(execution);
  const auto found = std::find(m_subjects.begin(), m_subjects.end(), subject);
  const auto target = static_cast<std::uint32_t>(found - m_subjects.begin());
  if (found == m_subjects.end()) {
    m_subjects.push_back(subject);
    targets.push_back(m_scene.subject_name(execution));
  }
  Member member;
  member.name = format("{} {}", m_scene.subject_name(execution), m_scene.name(execution, true));
  member.target = target;
  member.column = place.column;
  member.slot = place.slot;
  member.source = execution;
  member.digest = stored_file(member).canonical;
  members.push_back(std::move(member));
}

void StoredSet::sort() {
  std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return std::tuple(a.target, a.column, a.slot) < std::tuple(b.target, b.column, b.slot);
  });
}

const model::OutputFile& StoredSet::stored_file(const Member& member) const {
  const auto& files = m_scene.output(member.source, m_job.output.id)->files;
  const auto found = std::find_if(files.begin(), files.end(), [&](const model::OutputFile& file) {
    return loaded_path(m_job.output, file.path, m_scene.subject_name(member.source)) == m_path;
  });
  REPROVIP_ASSERT(found != files.end());
  return *found;
}

Result<std::shared_ptr<const Data>> StoredSet::read(const Member& member) {
  TRY_ASSIGN(const auto loaded, m_loader.load(m_job.output, *m_scene.output(member.source, m_job.output.id),
                                              m_scene.subject_name(member.source)));
  return file_in(loaded, m_path);
}

Result<sys::Path> StoredSet::file(const Member& member) {
  const auto& file = stored_file(member);
  if (!file.stored) {
    return failure(ErrorKind::data, format("the bytes of \"{}\" were not kept", file.path),
                   "set keep = \"bytes\" for this output and run again");
  }
  return m_scene.world().open(file.raw);
}

std::string StoredSet::file_name(const Member& member) const {
  return sys::Path(stored_file(member).path).filename().string();
}

std::optional<Result<std::shared_ptr<const Data>>> StoredSet::truth(std::uint32_t target) {
  const auto known = m_loader.truth(m_job.output, m_scene.plan().resolved.subjects[m_subjects[target]]);
  if (!known) {
    return std::nullopt;
  }
  if (!known->data) {
    return Result<std::shared_ptr<const Data>>(tl::unexpected(known->data.error()));
  }
  return Result<std::shared_ptr<const Data>>(file_in(*known->data, ""));
}

std::optional<sys::Path> StoredSet::truth_file(std::uint32_t target) {
  const auto& truth = m_scene.plan().resolved.subjects[m_subjects[target]].truth;
  const auto found = truth.find(m_job.output.id);
  return found == truth.end() ? std::nullopt : std::optional(found->second);
}

std::optional<sys::Path> StoredSet::place_for(const std::string& name) {
  const auto& folder = m_scene.world().places;
  if (folder.empty() || !sys::make_directories(folder)) {
    return std::nullopt;
  }
  return folder / (m_prefix + name);
}

std::string StoredSet::kept_name(const std::string& name) const {
  return m_scene.world().places_name + m_prefix + name;
}

std::string StoredSet::key() {
  std::string text = format("{}|{}|{}|", m_path, columns, fmt::join(levels, "|"));
  for (const auto& member : members) {
    text += format("{}/{}/{}/{};", targets[member.target], member.column, member.slot,
                   stored_file(member).raw.hex);
  }
  for (const auto subject : m_subjects) {
    const auto known = m_loader.truth(m_job.output, m_scene.plan().resolved.subjects[subject]);
    text += known ? known->digest + ";" : "";
  }
  return sys::sha256(text).hex;
}

} // namespace reprovip::score
