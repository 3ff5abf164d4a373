#include "harness/base/format.hpp"
#include "harness/score/loader.hpp"
#include "harness/stats/rigid.hpp"
#include "harness/study/gallery.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace reprovip::study {

namespace {

// Distinct transforms of one output that are read.
constexpr std::size_t k_most = 20000;

struct Pose {
  stats::Point translation{};
  std::array<double, 9> rotation{};
};

std::optional<Pose> pose_of(const score::Loaded& loaded) {
  const auto* vector = loaded.size() == 1 ? std::get_if<score::Vector>(&loaded.front().data) : nullptr;
  if (vector == nullptr || !vector->transform || vector->values.size() != 16) {
    return std::nullopt;
  }
  stats::Affine matrix{};
  std::ranges::transform(vector->values, matrix.begin(), &score::Number::value);
  const auto rotation = stats::is_affine(matrix) ? stats::rotation_part(matrix) : std::nullopt;
  return rotation ? std::optional(Pose{{matrix[3], matrix[7], matrix[11]}, *rotation}) : std::nullopt;
}

model::Movement between(const Pose& a, const Pose& b) {
  return {std::hypot(a.translation[0] - b.translation[0], a.translation[1] - b.translation[1],
                     a.translation[2] - b.translation[2]),
          stats::angle_between(a.rotation, b.rotation) * 180 / std::numbers::pi};
}

// Of the classes of one subject, the largest first.
void add(const model::Study& study, const model::OutputDecl& output, const model::SubjectClasses& subject,
         score::Loader& loader, model::Movements& movements) {
  const auto& name = study.plan.resolved.subjects[subject.subject].id;
  const auto read = [&](const model::OutputClass& one) -> std::optional<Pose> {
    const auto* found = output_of(study, one.executions.front(), output.id);
    if (found == nullptr) {
      return std::nullopt;
    }
    const auto loaded = loader.load(output, *found, name);
    return loaded ? pose_of(**loaded) : std::nullopt;
  };
  const auto first = subject.canonical.empty() ? std::nullopt : read(subject.canonical.front());
  for (const auto& one : subject.canonical) {
    const auto pose = first ? read(one) : std::nullopt;
    for (const auto execution : one.executions) {
      if (pose) {
        movements.of[execution] = between(*first, *pose);
      }
    }
  }
}

std::size_t distinct(const model::OutputClasses& classes) {
  std::size_t count = 0;
  for (const auto& subject : classes.subjects) {
    count += subject.canonical.size();
  }
  return count;
}

} // namespace

void exhibit_movements(const store::Store& store, model::Study& study) {
  const auto world = world_of(store);
  score::Loader loader(world);
  for (const auto& classes : study.scores.classes) {
    const auto* output = model::find_output(study.plan.resolved.protocol, classes.output);
    if (output == nullptr || output->reader != "transform" || classes.classes < 2) {
      continue;
    }
    if (const auto count = distinct(classes); count > k_most) {
      study.not_exhibited.push_back(format("{}: {} transforms, too many to read", classes.output, count));
      continue;
    }
    model::Movements movements;
    movements.output = classes.output;
    movements.of.resize(study.plan.executions.size());
    for (const auto& subject : classes.subjects) {
      add(study, *output, subject, loader, movements);
    }
    if (std::ranges::any_of(movements.of, [](const auto& one) { return one.has_value(); })) {
      study.movements.push_back(std::move(movements));
    }
  }
}

} // namespace reprovip::study
