#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace reprovip::stats {

// L D L' of a symmetric positive definite matrix that is mostly zeros, again and again with other values in
// the same places (fill-reducing order by AMD, chosen once).
class SparseCholesky {
public:
  struct Place {
    std::size_t row = 0;
    std::size_t column = 0;

    auto operator<=>(const Place&) const = default;
  };

  // The places of the lower triangle that may differ from zero, each once, by column, then row; all of the
  // diagonal.
  SparseCholesky(std::size_t size, const std::vector<Place>& lower);
  ~SparseCholesky();
  SparseCholesky(SparseCholesky&&) noexcept;
  SparseCholesky& operator=(SparseCholesky&&) noexcept;

  // `values` stand in the order of the places. False when the matrix is not positive definite.
  bool factorize(const std::vector<double>& values);
  double log_determinant() const;
  std::vector<double> solve(const std::vector<double>& right) const;

private:
  struct State;
  std::unique_ptr<State> m_state;
};

using Matrix = std::vector<std::vector<double>>;

// Solves a small dense symmetric positive definite system; nothing when it is not positive definite.
std::optional<std::vector<double>> solve_positive(const Matrix& matrix, const std::vector<double>& right);

} // namespace reprovip::stats
