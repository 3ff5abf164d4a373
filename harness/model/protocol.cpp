#include "harness/model/protocol.hpp"

namespace reprovip::model {

std::string_view to_string(Order order) {
  switch (order) {
  case Order::interleaved:
    return "interleaved";
  case Order::random:
    return "random";
  case Order::block:
    return "block";
  }
  return "";
}

std::string_view to_string(SeedPolicy policy) {
  switch (policy) {
  case SeedPolicy::none:
    return "none";
  case SeedPolicy::fixed:
    return "fixed";
  case SeedPolicy::per_repetition:
    return "per-repetition";
  }
  return "";
}

std::string_view to_string(Severity severity) {
  switch (severity) {
  case Severity::info:
    return "info";
  case Severity::warn:
    return "warn";
  case Severity::fail:
    return "fail";
  }
  return "";
}

} // namespace reprovip::model
