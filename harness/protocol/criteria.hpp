#pragma once

#include "harness/model/protocol.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::protocol {

// What metrics and criteria are checked against. Outputs are those of the protocol; `outputs_known` is false
// when the application could not be read.
struct CriteriaContext {
  const std::vector<model::OutputDecl>* outputs = nullptr;
  bool outputs_known = true;
  const std::vector<model::Factor>* factors = nullptr;
  const model::Vocabulary* vocabulary = nullptr;
  const std::map<std::string, std::string>* truth = nullptr; // output id → path
};

std::vector<model::MetricSpec> metrics_from(const Node& root, const CriteriaContext& context,
                                            Diagnostics& diagnostics);
std::vector<model::CriterionSpec> criteria_from(const Node& root,
                                                const std::vector<model::MetricSpec>& metrics,
                                                const CriteriaContext& context, Diagnostics& diagnostics);

// The names in the stopping rule of [repeat].
void check_until(const Node& root, const std::vector<model::MetricSpec>& metrics,
                 const model::Vocabulary& vocabulary, Diagnostics& diagnostics);

// Reports an id that an earlier table of the list has too.
void check_unique_ids(const std::vector<const Node*>& tables, Diagnostics& diagnostics);

} // namespace reprovip::protocol
