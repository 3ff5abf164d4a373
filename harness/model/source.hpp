#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace reprovip::model {

// Which source of variability a factor probes, in the order of the levels A (method), B (software), C (the
// rest).
enum class Source { method, software, build, os, machine, deployment, run };

std::string_view to_string(Source source);
std::optional<Source> source_from(std::string_view text);
const std::vector<Source>& all_sources();

// Level C: what makes an environment.
bool is_environmental(Source source);

// What a score or verdict speaks of: only the repetition varies; level C varies too; A or B varies.
enum class Scope { repeatability, reproducibility, replicability };

std::string_view to_string(Scope scope);

} // namespace reprovip::model
