#include "harness/score/classes.hpp"

#include <algorithm>
#include <set>

namespace reprovip::score {

namespace {

using model::OutputClass;

struct Member {
  std::uint32_t execution = 0;
  const model::Output* output = nullptr; // nullptr: lacks an optional one
};

Digest canonical_of(const Member& member) {
  return member.output == nullptr ? Digest{} : member.output->canonical;
}

Digest raw_of(const Member& member) {
  return member.output == nullptr ? Digest{} : member.output->raw;
}

std::vector<OutputClass> partition(const std::vector<Member>& members, Digest (*digest_of)(const Member&)) {
  std::map<Digest, std::vector<std::uint32_t>> by_digest;
  for (const auto& member : members) {
    by_digest[digest_of(member)].push_back(member.execution);
  }
  std::vector<OutputClass> classes;
  for (auto& [digest, executions] : by_digest) {
    std::sort(executions.begin(), executions.end());
    classes.push_back({digest, std::move(executions)});
  }
  std::sort(classes.begin(), classes.end(), [](const OutputClass& a, const OutputClass& b) {
    return a.executions.size() != b.executions.size() ? a.executions.size() > b.executions.size()
                                                      : a.executions.front() < b.executions.front();
  });
  return classes;
}

bool anyone_has(const Scene& scene, const std::string& output) {
  return std::any_of(scene.executions().begin(), scene.executions().end(),
                     [&](std::uint32_t execution) { return scene.output(execution, output) != nullptr; });
}

struct Gathered {
  std::vector<std::vector<Member>> members; // by subject
  std::vector<std::uint32_t> missing;
};

Gathered gather(const Scene& scene, const std::string& output) {
  Gathered gathered;
  gathered.members.resize(scene.plan().resolved.subjects.size());
  gathered.missing.resize(gathered.members.size());
  const bool some = anyone_has(scene, output);
  for (const auto execution : scene.executions()) {
    const auto subject = scene.subject(execution);
    const auto* found = scene.output(execution, output);
    const bool lacks = scene.lacks_optional(execution, output);
    if (found != nullptr || (lacks && some)) {
      gathered.members[subject].push_back({execution, found});
    } else if (!lacks) {
      ++gathered.missing[subject];
    }
  }
  return gathered;
}

std::uint32_t count(const std::vector<OutputClass>& classes) {
  return static_cast<std::uint32_t>(classes.size());
}

void raise(std::uint32_t& largest, std::uint32_t value) {
  largest = std::max(largest, value);
}

void add_environments(const Scene& scene, const std::vector<Member>& members, model::OutputClasses& result) {
  std::map<std::uint32_t, std::vector<Member>> by_environment;
  for (const auto& member : members) {
    by_environment[scene.environment(member.execution)].push_back(member);
  }
  for (const auto& [environment, part] : by_environment) {
    const auto& name = scene.plan().environments[environment];
    const auto canonical = count(partition(part, canonical_of));
    const auto raw = count(partition(part, raw_of));
    raise(result.per_environment[name], canonical);
    raise(result.per_environment_raw[name], raw);
    raise(result.classes_within, canonical);
    raise(result.classes_raw_within, raw);
  }
}

double modal_fraction(const std::vector<OutputClass>& classes, std::size_t executions) {
  return static_cast<double>(classes.front().executions.size()) / static_cast<double>(executions);
}

double simpson(const std::vector<OutputClass>& classes, std::size_t executions) {
  if (executions < 2) {
    return 1;
  }
  std::uint64_t agreeing = 0;
  for (const auto& one : classes) {
    agreeing += one.executions.size() * (one.executions.size() - 1);
  }
  return static_cast<double>(agreeing) / static_cast<double>(executions * (executions - 1));
}

void add_subject(const Scene& scene, std::uint32_t subject, const std::vector<Member>& members,
                 std::uint32_t missing, model::OutputClasses& result) {
  model::SubjectClasses one;
  one.subject = subject;
  one.canonical = partition(members, canonical_of);
  one.raw = partition(members, raw_of);
  one.missing = missing;
  result.missing += missing;
  result.executions += static_cast<std::uint32_t>(members.size());
  raise(result.classes, count(one.canonical));
  raise(result.classes_raw, count(one.raw));
  if (!members.empty()) {
    result.modal_fraction = std::min(result.modal_fraction, modal_fraction(one.canonical, members.size()));
    result.simpson = std::min(result.simpson, simpson(one.canonical, members.size()));
  }
  add_environments(scene, members, result);
  result.subjects.push_back(std::move(one));
}

std::vector<std::string> ignored_in(const Gathered& gathered) {
  std::set<std::string> ignored;
  for (const auto& members : gathered.members) {
    for (const auto& member : members) {
      if (member.output == nullptr) {
        continue;
      }
      for (const auto& file : member.output->files) {
        ignored.insert(file.ignored.begin(), file.ignored.end());
      }
    }
  }
  return {ignored.begin(), ignored.end()};
}

bool same_classes(const model::OutputClasses& a, const model::OutputClasses& b) {
  return std::ranges::equal(a.subjects, b.subjects, [](const auto& x, const auto& y) {
    return std::ranges::equal(x.canonical, y.canonical, {}, &OutputClass::executions,
                              &OutputClass::executions);
  });
}

} // namespace

model::OutputClasses classify(const Scene& scene, const model::OutputDecl& output,
                              const std::vector<model::OutputClasses>& before) {
  const auto gathered = gather(scene, output.id);
  model::OutputClasses result;
  result.output = output.id;
  result.modal_fraction = 1;
  result.simpson = 1;
  for (std::uint32_t subject = 0; subject < gathered.members.size(); ++subject) {
    add_subject(scene, subject, gathered.members[subject], gathered.missing[subject], result);
  }
  if (result.executions == 0) {
    result.modal_fraction = 0;
    result.simpson = 0;
  }
  const auto known =
      std::ranges::find_if(before, [&](const auto& other) { return same_classes(other, result); });
  result.alignments = known == before.end() ? align(scene, result.subjects) : known->alignments;
  result.ignored = ignored_in(gathered);
  result.sentence = describe_classes(scene, result);
  return result;
}

} // namespace reprovip::score
