#pragma once

#include "harness/base/digest.hpp"
#include "harness/plan/resolve.hpp"

#include <map>
#include <string>

namespace reprovip::study {

// All that decides what a build makes.
struct BuildInputs {
  std::map<std::string, std::string> sources;   // path below the application's folder → SHA-256
  std::map<std::string, std::string> variables; // of the variant
  std::map<std::string, std::string> compilers; // CXX → the first line of its `--version`
};

// Looks at the sources and asks the compilers that the variant's CC, CXX, FC, F77 and NVCC name; `cc` and
// `c++` when it names none and they are there.
Result<BuildInputs> build_inputs(const plan::BuildRequest& request);

Digest build_key(const plan::BuildRequest& request, const BuildInputs& inputs);

} // namespace reprovip::study
