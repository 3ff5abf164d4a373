#pragma once

#include "harness/base/error.hpp"

#include <tl/expected.hpp>

#include <type_traits>
#include <utility>
#include <vector>

namespace reprovip {

// What users or the world can make fail is a value. A bug is REPROVIP_ASSERT.
template <typename T>
using Result = tl::expected<T, Error>;

// For readers of files that users write: all mistakes together, never the first one only.
template <typename T>
using Checked = tl::expected<T, Errors>;

inline tl::unexpected<Error> failure(ErrorKind kind, std::string message, std::string advice = {}) {
  return tl::unexpected<Error>(make_error(kind, std::move(message), std::move(advice)));
}

// One mistake among others.
template <typename T>
Checked<T> checked(Result<T> result) {
  if (!result) {
    return tl::unexpected(Errors{std::move(result).error()});
  }
  if constexpr (!std::is_void_v<T>) {
    return std::move(*result);
  } else {
    return {};
  }
}

} // namespace reprovip

#define REPROVIP_CONCAT_(a, b) a##b
#define REPROVIP_CONCAT(a, b) REPROVIP_CONCAT_(a, b)

// `TRY(expr);` returns the error of `expr` from this function, if it has one.
#define TRY(expression)                                                                                      \
  do {                                                                                                       \
    if (auto try_result_ = (expression); !try_result_) {                                                     \
      return ::tl::unexpected(std::move(try_result_).error());                                               \
    }                                                                                                        \
  } while (false)

// `TRY_ASSIGN(auto x, expr);` gives `x` the value of `expr`, or returns its error.
#define TRY_ASSIGN(target, expression) TRY_ASSIGN_(REPROVIP_CONCAT(try_, __LINE__), target, expression)
#define TRY_ASSIGN_(name, target, expression)                                                                \
  auto name = (expression);                                                                                  \
  if (!name) {                                                                                               \
    return ::tl::unexpected(std::move(name).error());                                                        \
  }                                                                                                          \
  target = std::move(*name)
