#pragma once

#include "harness/model/protocol.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <functional>
#include <string>
#include <vector>

namespace reprovip::protocol {

// What factors are checked against. `application` is null when it could not be read; `read_version` reads a
// level of an `application` factor and reports what is wrong with it.
struct FactorContext {
  const model::Application* application = nullptr;
  const model::Vocabulary* vocabulary = nullptr;
  const Node* written = nullptr; // the protocol without profile and overrides
  std::function<void(const Mark& level, const std::string& path)> read_version;
};

// [factors] and [factor.NAME]: `engine` first (native alone when it is not there), then as in the file.
std::vector<model::Factor> factors_from(const Node& root, const FactorContext& context,
                                        Diagnostics& diagnostics);

// [design]. `written` is the protocol without profile and overrides: levels that only it has are known, and
// conditions that need them are dropped.
model::Design design_from(const Node& root, const Node& written, const std::vector<model::Factor>& factors,
                          Diagnostics& diagnostics);

} // namespace reprovip::protocol
