#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::plan {

// The subjects that [subjects] names, in the order of its list or table, sorted by path for a glob, after
// `only` and `exclude`: id and columns, no files yet. No subject at all, a subject twice, and a wildcard that
// matches none are errors.
Checked<std::vector<model::Subject>> find_subjects(const model::Protocol& protocol);

// What the first `*` of `pattern` stands for in `path`, as short as the rest allows; `**` is not a star.
// Nothing when the pattern has no star.
std::optional<std::string> star_of(std::string_view pattern, std::string_view path);

// "01" of "sub-01": the BIDS label.
std::string label_of(const std::string& subject);

// Where relative inputs are: `data` of the protocol, else its folder.
sys::Path data_directory(const model::Protocol& protocol);

} // namespace reprovip::plan
