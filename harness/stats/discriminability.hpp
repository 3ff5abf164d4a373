#pragma once

#include "harness/stats/permutation.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace reprovip::stats {

// Distances between any two of several outputs, of which some may be the same object. Symmetric, 0 between an
// object and itself, finite.
class Distances {
public:
  // `object_of`: of each output.
  Distances(std::size_t objects, std::vector<std::uint32_t> object_of);

  void set(std::size_t object_a, std::size_t object_b, double distance);
  double operator()(std::size_t output_a, std::size_t output_b) const;
  std::size_t outputs() const { return m_object_of.size(); }

private:
  std::size_t m_objects;
  std::vector<double> m_values;
  std::vector<std::uint32_t> m_object_of;
};

// Whose each output is: subjects 0, 1, ... without a gap, in any order.
using SubjectOf = std::vector<std::uint32_t>;

// The statistics below look at distances between outputs of one subject and of several. `of` takes subjects
// as a bootstrap draws them, one several times perhaps: copies of a subject are never compared with each
// other. Nothing when no subject has two outputs, or there is only one subject.

// Bridgeford et al. 2021 (PLoS Comput Biol 17:e1009279): mean over ordered pairs of outputs of one subject of
// the share of outputs of others that are further away; a tie counts one half. 0.5 is chance.
class Discriminability {
public:
  Discriminability(const Distances& distances, const SubjectOf& subject_of);
  std::optional<double> of(std::span<const std::size_t> subjects) const;

private:
  std::size_t m_subjects;
  std::vector<double> m_outputs; // of each subject
  std::vector<double> m_nearer;  // [s][t]: over pairs of s, outputs of t that are nearer, ties half
};
// Outputs change subjects at random; p of a discriminability as large or larger.
double discriminability_p(const Distances& distances, const SubjectOf& subject_of,
                          const PermutationQuestion& question);

// Finn et al. 2015: share of outputs whose nearest other output is of the same subject; of several nearest
// ones, the share of them. Outputs of a subject with only one do not count as questions.
class Fingerprint {
public:
  Fingerprint(const Distances& distances, const SubjectOf& subject_of);
  std::optional<double> of(std::span<const std::size_t> subjects) const;

private:
  struct Nearest {
    double distance = 0;
    double ties = 0; // outputs at that distance
  };
  std::size_t m_subjects;
  SubjectOf m_subject_of;
  std::vector<double> m_outputs;
  std::vector<Nearest> m_nearest; // [output][subject]
};
double fingerprint_p(const Distances& distances, const SubjectOf& subject_of,
                     const PermutationQuestion& question);

// Xu et al. 2021 (dbICC): 1 - mean squared distance within subjects / mean squared distance between them.
// Nothing also when all distances between are 0.
class DistanceIcc {
public:
  DistanceIcc(const Distances& distances, const SubjectOf& subject_of);
  std::optional<double> of(std::span<const std::size_t> subjects) const;

private:
  std::size_t m_subjects;
  std::vector<double> m_outputs;
  std::vector<double> m_squares; // [s][t]: sum of squared distances
};

// Shou et al. 2013 (I2C2), from Euclidean distances: sum ||x - mean||^2 = sum of squared distances / (2 n).
// As I2c2, which needs the outputs once only; here copies of a subject are subjects.
class DistanceI2c2 {
public:
  DistanceI2c2(const Distances& distances, const SubjectOf& subject_of);
  std::optional<double> of(std::span<const std::size_t> subjects) const;

private:
  std::size_t m_subjects;
  std::vector<double> m_outputs;
  std::vector<double> m_squares;
};

} // namespace reprovip::stats
