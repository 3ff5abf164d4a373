#pragma once

#include "harness/baseline/verify.hpp"

#include <string>

namespace reprovip::cli {

// A verification for people: what it stands on, a line per output and value (those that matter; all of them
// with `all`), and the conclusion as the last line, or alone when `quiet`.
std::string verify_text(const baseline::Verification& verification, bool all, bool quiet);
// One test case per output and value, for pipelines.
std::string verify_junit(const baseline::Verification& verification);

} // namespace reprovip::cli
