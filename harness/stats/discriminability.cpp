#include "harness/stats/discriminability.hpp"

#include "harness/base/assert.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace reprovip::stats {

namespace {

std::size_t subjects_in(const SubjectOf& subject_of) {
  return subject_of.empty() ? 0 : *std::max_element(subject_of.begin(), subject_of.end()) + 1;
}

std::vector<double> outputs_of(const SubjectOf& subject_of) {
  std::vector<double> counts(subjects_in(subject_of), 0);
  for (const auto subject : subject_of) {
    ++counts[subject];
  }
  return counts;
}

std::vector<std::vector<std::size_t>> members_of(const SubjectOf& subject_of) {
  std::vector<std::vector<std::size_t>> members(subjects_in(subject_of));
  for (std::size_t i = 0; i < subject_of.size(); ++i) {
    members[subject_of[i]].push_back(i);
  }
  return members;
}

// How often each subject is drawn.
std::vector<double> weights_of(std::span<const std::size_t> drawn, std::size_t subjects) {
  std::vector<double> weights(subjects, 0);
  for (const auto subject : drawn) {
    ++weights[subject];
  }
  return weights;
}

std::vector<double> squares_between(const Distances& distances, const SubjectOf& subject_of) {
  const auto subjects = subjects_in(subject_of);
  std::vector<double> sums(subjects * subjects, 0);
  for (std::size_t i = 0; i < subject_of.size(); ++i) {
    for (std::size_t j = 0; j < subject_of.size(); ++j) {
      const double distance = distances(i, j);
      sums[subject_of[i] * subjects + subject_of[j]] += distance * distance;
    }
  }
  return sums;
}

// 1 when `a` is less than `b`, one half when they are equal.
double comes_before(double a, double b) {
  return a < b ? 1 : (a == b ? 0.5 : 0);
}

// [i][j]: how many outputs but i and j are nearer to i than j is, ties half.
std::vector<double> distance_ranks(const Distances& distances) {
  const auto count = distances.outputs();
  std::vector<double> ranks(count * count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::size_t> others;
    for (std::size_t j = 0; j < count; ++j) {
      if (j != i) {
        others.push_back(j);
      }
    }
    std::sort(others.begin(), others.end(),
              [&](std::size_t a, std::size_t b) { return distances(i, a) < distances(i, b); });
    for (std::size_t begin = 0; begin < others.size();) {
      std::size_t end = begin + 1;
      while (end < others.size() && distances(i, others[end]) == distances(i, others[begin])) {
        ++end;
      }
      for (std::size_t at = begin; at < end; ++at) {
        ranks[i * count + others[at]] = static_cast<double>(begin) + static_cast<double>(end - begin - 1) / 2;
      }
      begin = end;
    }
  }
  return ranks;
}

// The same as Discriminability of all subjects, from ranks: a permutation then costs no look at other
// subjects.
double from_ranks(const Distances& distances, const std::vector<double>& ranks,
                  const std::vector<std::vector<std::size_t>>& members) {
  const auto count = distances.outputs();
  double sum = 0;
  double pairs = 0;
  for (const auto& own : members) {
    const auto others = static_cast<double>(count - own.size());
    for (const auto i : own) {
      for (const auto j : own) {
        if (i == j) {
          continue;
        }
        double nearer = ranks[i * count + j];
        for (const auto k : own) {
          nearer -= k == i || k == j ? 0 : comes_before(distances(i, k), distances(i, j));
        }
        sum += 1 - nearer / others;
        ++pairs;
      }
    }
  }
  return sum / pairs;
}

} // namespace

Distances::Distances(std::size_t objects, std::vector<std::uint32_t> object_of)
    : m_objects(objects), m_values(objects * objects, 0), m_object_of(std::move(object_of)) {}

void Distances::set(std::size_t object_a, std::size_t object_b, double distance) {
  m_values[object_a * m_objects + object_b] = distance;
  m_values[object_b * m_objects + object_a] = distance;
}

double Distances::operator()(std::size_t output_a, std::size_t output_b) const {
  return m_values[m_object_of[output_a] * m_objects + m_object_of[output_b]];
}

Discriminability::Discriminability(const Distances& distances, const SubjectOf& subject_of)
    : m_subjects(subjects_in(subject_of)), m_outputs(outputs_of(subject_of)),
      m_nearer(m_subjects * m_subjects, 0) {
  const auto members = members_of(subject_of);
  for (const auto& own : members) {
    for (const auto i : own) {
      for (std::size_t k = 0; k < subject_of.size(); ++k) {
        if (subject_of[k] == subject_of[i]) {
          continue;
        }
        for (const auto j : own) {
          m_nearer[subject_of[i] * m_subjects + subject_of[k]] +=
              j == i ? 0 : comes_before(distances(i, k), distances(i, j));
        }
      }
    }
  }
}

std::optional<double> Discriminability::of(std::span<const std::size_t> subjects) const {
  const auto weights = weights_of(subjects, m_subjects);
  double sum = 0;
  double pairs = 0;
  for (std::size_t s = 0; s < m_subjects; ++s) {
    double nearer = 0;
    double others = 0;
    for (std::size_t t = 0; t < m_subjects; ++t) {
      nearer += t == s ? 0 : weights[t] * m_nearer[s * m_subjects + t];
      others += t == s ? 0 : weights[t] * m_outputs[t];
    }
    const double own = m_outputs[s] * (m_outputs[s] - 1);
    if (weights[s] > 0 && own > 0) {
      if (others == 0) {
        return std::nullopt;
      }
      sum += weights[s] * (own - nearer / others);
      pairs += weights[s] * own;
    }
  }
  return pairs > 0 ? std::optional(sum / pairs) : std::nullopt;
}

double discriminability_p(const Distances& distances, const SubjectOf& subject_of,
                          const PermutationQuestion& question) {
  const auto ranks = distance_ranks(distances);
  const double observed = from_ranks(distances, ranks, members_of(subject_of));
  return permutation_p(
      subject_of.size(), observed,
      [&](std::span<const std::size_t> order) {
        SubjectOf shuffled(subject_of.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
          shuffled[i] = subject_of[order[i]];
        }
        return from_ranks(distances, ranks, members_of(shuffled));
      },
      question);
}

Fingerprint::Fingerprint(const Distances& distances, const SubjectOf& subject_of)
    : m_subjects(subjects_in(subject_of)), m_subject_of(subject_of), m_outputs(outputs_of(subject_of)),
      m_nearest(subject_of.size() * m_subjects, {std::numeric_limits<double>::infinity(), 0}) {
  for (std::size_t i = 0; i < subject_of.size(); ++i) {
    for (std::size_t j = 0; j < subject_of.size(); ++j) {
      auto& nearest = m_nearest[i * m_subjects + subject_of[j]];
      if (j == i || distances(i, j) > nearest.distance) {
        continue;
      }
      nearest.ties = distances(i, j) < nearest.distance ? 1 : nearest.ties + 1;
      nearest.distance = distances(i, j);
    }
  }
}

std::optional<double> Fingerprint::of(std::span<const std::size_t> subjects) const {
  const auto weights = weights_of(subjects, m_subjects);
  if (std::count_if(weights.begin(), weights.end(), [](double weight) { return weight > 0; }) < 2) {
    return std::nullopt;
  }
  double found = 0;
  double asked = 0;
  for (std::size_t i = 0; i < m_subject_of.size(); ++i) {
    const auto own = m_subject_of[i];
    if (weights[own] == 0 || m_outputs[own] < 2) {
      continue;
    }
    const auto* row = &m_nearest[i * m_subjects];
    double others = 0;
    bool nearer = false;
    for (std::size_t t = 0; t < m_subjects; ++t) {
      if (t != own && weights[t] > 0) {
        nearer = nearer || row[t].distance < row[own].distance;
        others += row[t].distance == row[own].distance ? row[t].ties : 0;
      }
    }
    found += nearer ? 0 : weights[own] * row[own].ties / (row[own].ties + others);
    asked += weights[own];
  }
  return asked > 0 ? std::optional(found / asked) : std::nullopt;
}

double fingerprint_p(const Distances& distances, const SubjectOf& subject_of,
                     const PermutationQuestion& question) {
  const auto count = subject_of.size();
  std::vector<std::vector<std::size_t>> nearest(count); // does not depend on whose they are
  for (std::size_t i = 0; i < count; ++i) {
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < count; ++j) {
      if (j == i || distances(i, j) > smallest) {
        continue;
      }
      if (distances(i, j) < smallest) {
        nearest[i].clear();
      }
      smallest = distances(i, j);
      nearest[i].push_back(j);
    }
  }
  const auto outputs = outputs_of(subject_of);
  const auto found = [&](std::span<const std::size_t> order) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto own = subject_of[order[i]];
      const auto same = std::count_if(nearest[i].begin(), nearest[i].end(),
                                      [&](std::size_t j) { return subject_of[order[j]] == own; });
      sum += outputs[own] < 2 ? 0 : static_cast<double>(same) / static_cast<double>(nearest[i].size());
    }
    return sum;
  };
  std::vector<std::size_t> identity(count);
  std::iota(identity.begin(), identity.end(), std::size_t{0});
  return permutation_p(count, found(identity), found, question);
}

DistanceIcc::DistanceIcc(const Distances& distances, const SubjectOf& subject_of)
    : m_subjects(subjects_in(subject_of)), m_outputs(outputs_of(subject_of)),
      m_squares(squares_between(distances, subject_of)) {}

std::optional<double> DistanceIcc::of(std::span<const std::size_t> subjects) const {
  const auto weights = weights_of(subjects, m_subjects);
  double within = 0;
  double within_pairs = 0;
  double between = 0;
  double between_pairs = 0;
  for (std::size_t s = 0; s < m_subjects; ++s) {
    within += weights[s] * m_squares[s * m_subjects + s];
    within_pairs += weights[s] * m_outputs[s] * (m_outputs[s] - 1);
    for (std::size_t t = 0; t < m_subjects; ++t) {
      between += t == s ? 0 : weights[s] * weights[t] * m_squares[s * m_subjects + t];
      between_pairs += t == s ? 0 : weights[s] * weights[t] * m_outputs[s] * m_outputs[t];
    }
  }
  if (within_pairs == 0 || !(between > 0)) {
    return std::nullopt;
  }
  return 1 - within / within_pairs / (between / between_pairs);
}

DistanceI2c2::DistanceI2c2(const Distances& distances, const SubjectOf& subject_of)
    : m_subjects(subjects_in(subject_of)), m_outputs(outputs_of(subject_of)),
      m_squares(squares_between(distances, subject_of)) {}

std::optional<double> DistanceI2c2::of(std::span<const std::size_t> subjects) const {
  const auto weights = weights_of(subjects, m_subjects);
  double count = 0;
  double within = 0;
  double total = 0;
  for (std::size_t s = 0; s < m_subjects; ++s) {
    count += weights[s] * m_outputs[s];
    within += weights[s] * m_squares[s * m_subjects + s] / (2 * m_outputs[s]);
    for (std::size_t t = 0; t < m_subjects; ++t) {
      total += weights[s] * weights[t] * m_squares[s * m_subjects + t];
    }
  }
  const auto drawn = static_cast<double>(subjects.size());
  if (subjects.size() < 2 || count <= drawn || !(total > 0)) {
    return std::nullopt;
  }
  return 1 - within / (count - drawn) / (total / (2 * count) / (count - 1));
}

} // namespace reprovip::stats
