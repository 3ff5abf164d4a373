#pragma once

#include "harness/base/digest.hpp"
#include "harness/model/study.hpp"

#include <string>

// How to cite what was tested, with everything that identifies it. `protocol` is the digest of the protocol's
// file.
namespace reprovip::report {

std::string cite_text(const model::Study& study, const Digest& protocol);
std::string cite_bibtex(const model::Study& study, const Digest& protocol);
// Citation File Format 1.2.0 (CITATION.cff).
std::string cite_cff(const model::Study& study, const Digest& protocol);

} // namespace reprovip::report
