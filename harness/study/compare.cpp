#include "harness/study/compare.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/judge/judge.hpp"
#include "harness/score/reader.hpp"
#include "harness/score/score.hpp"
#include "harness/store/store.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/compare_classes.hpp"
#include "harness/study/compare_conclusion.hpp"
#include "harness/study/compare_union.hpp"
#include "harness/study/vocabulary.hpp"

#include <algorithm>

namespace reprovip::study {

namespace {

struct Seen {
  std::string reader;
  score::Nature nature = score::Nature::bytes;
  double longest_side = 1; // of a voxel, mm
};

class Comparing {
public:
  Comparing(const CompareSides& sides, CompareUnion both, store::Store a, store::Store b,
            const CompareOptions& options)
      : m_sides(sides), m_both(std::move(both)), m_a(std::move(a)), m_b(std::move(b)), m_options(options) {}

  Result<Comparison> run() {
    Comparison comparison;
    comparison.notes = m_both.notes;
    auto& protocol = m_both.plan.resolved.protocol;
    for (auto& output : protocol.outputs) {
      auto& one = comparison.outputs.emplace_back();
      one.output = output.id;
      one.classes = shared_classes(m_both, output);
      const auto seen = look_at(output);
      one.nature = seen.nature;
      one.reader = output.reader = seen.reader;
      if (const auto said = concluded_by_classes(one.classes, seen.nature, m_sides)) {
        one.likeness = said->likeness;
        one.reason = said->reason;
        continue;
      }
      auto fitting =
          fitting_analyses(output, seen.nature, seen.longest_side, m_sides.factor, m_options.bounds);
      protocol.metrics.insert(protocol.metrics.end(), fitting.metrics.begin(), fitting.metrics.end());
      protocol.criteria.insert(protocol.criteria.end(), fitting.criteria.begin(), fitting.criteria.end());
      m_asked.push_back(one.output);
    }
    TRY(appraise(comparison.study));
    for (auto& one : comparison.outputs) {
      if (std::ranges::find(m_asked, one.output) != m_asked.end()) {
        conclude_output(comparison.study, one);
      }
      doubt(comparison.study, one);
    }
    conclude_all(comparison);
    // What was not compared belongs to the one sentence.
    for (const auto& note : comparison.notes) {
      comparison.reason += note.find(" only in ") == std::string::npos ? "" : "; " + note;
    }
    add_verdicts(comparison);
    comparison.sides = m_sides;
    return comparison;
  }

private:
  // Objects have one name in every store.
  Result<sys::Path> open(const Digest& digest) const {
    return m_a.has_object(digest) ? m_a.object(digest) : m_b.object(digest);
  }

  const model::OutputFile* first_file(const std::string& id) const {
    for (const auto& record : m_both.records) {
      if (!record) {
        continue;
      }
      const auto found = std::ranges::find(record->outputs, id, &model::Output::id);
      if (found != record->outputs.end() && !found->files.empty() && found->files.front().stored) {
        return &found->files.front();
      }
    }
    return nullptr;
  }

  Seen look_at(const model::OutputDecl& output) const {
    const auto chosen = m_options.readers.find(output.id);
    const auto reader = chosen == m_options.readers.end() ? output.reader : chosen->second;
    if (score::reads_together(reader)) {
      return {reader, score::Nature::image, 1};
    }
    const auto* file = first_file(output.id);
    if (file == nullptr) {
      return {reader, score::Nature::bytes, 1};
    }
    const auto object = open(file->raw);
    if (!object) {
      return {reader, score::Nature::bytes, 1};
    }
    const auto look = score::look_at(*object, file->path, reader, output.options);
    Seen seen{look.reader, look.nature, 1};
    if (look.nature == score::Nature::labels) {
      if (const auto data = score::read_data(look.reader, *object, file->path, output.options)) {
        const auto& spacing = std::get<score::Image>(*data).spacing;
        const auto axes = static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, spacing.size()));
        seen.longest_side = axes == 0 ? 1 : *std::max_element(spacing.begin(), spacing.begin() + axes);
      }
    }
    return seen;
  }

  Result<void> appraise(model::Study& study) {
    study.plan = std::move(m_both.plan);
    study.records = std::move(m_both.records);
    TRY_ASSIGN(study.hosts, m_a.hosts());
    TRY_ASSIGN(auto others, m_b.hosts());
    study.hosts.merge(others);
    const auto cache = metric_cache(m_a);
    const score::World world{.open = [this](const Digest& digest) { return open(digest); },
                             .cache = cache.get(),
                             .hosts = &study.hosts};
    study.scores = score::score(study.plan, study.records, world);
    study.scores.study = study.plan.study;
    study.verdicts = judge::judge(study.plan, study.records, study.scores);
    study.verdicts.study = study.plan.study;
    study.store = m_a.root().string();
    study.tool_version = REPROVIP_VERSION;
    return {};
  }

  const CompareSides& m_sides;
  CompareUnion m_both;
  store::Store m_a;
  store::Store m_b;
  const CompareOptions& m_options;
  std::vector<std::string> m_asked; // outputs that have analyses
};

Checked<void> check_readers(const CompareOptions& options, const model::Protocol& protocol) {
  std::vector<std::string> outputs;
  for (const auto& output : protocol.outputs) {
    outputs.push_back(output.id);
  }
  for (const auto& [output, reader] : options.readers) {
    if (std::ranges::find(outputs, output) == outputs.end()) {
      return tl::unexpected(
          Errors{make_error(ErrorKind::usage, format("--read: there is no output \"{}\"", output),
                            suggestion(output, outputs))});
    }
    if (model::find_plugin(vocabulary().readers, reader) == nullptr) {
      return tl::unexpected(Errors{make_error(ErrorKind::usage, format("there is no reader \"{}\"", reader),
                                              suggestion(reader, model::names_of(vocabulary().readers)))});
    }
  }
  return {};
}

} // namespace

std::string_view to_string(Likeness likeness) {
  switch (likeness) {
  case Likeness::identical:
    return "identical";
  case Likeness::equivalent:
    return "equivalent";
  case Likeness::different:
    return "different";
  case Likeness::inconclusive:
    break;
  }
  return "inconclusive";
}

model::ExitCode exit_code(Likeness likeness) {
  return likeness == Likeness::different      ? model::ExitCode::criterion_failed
         : likeness == Likeness::inconclusive ? model::ExitCode::inconclusive
                                              : model::ExitCode::success;
}

Checked<Comparison> compare(const CompareWords& words, const CompareOptions& options) {
  TRY_ASSIGN(const auto sides, find_sides(words));
  TRY_ASSIGN(auto both, unite(sides));
  TRY(check_readers(options, both.plan.resolved.protocol));
  TRY_ASSIGN(auto a, checked(store::Store::open(sides.a.store, store::Access::read)));
  TRY_ASSIGN(auto b, checked(store::Store::open(sides.b.store, store::Access::read)));
  return checked(Comparing(sides, std::move(both), std::move(a), std::move(b), options).run());
}

} // namespace reprovip::study
