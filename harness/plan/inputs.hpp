#pragma once

#include "harness/model/plan.hpp"
#include "harness/plan/resolve.hpp"

namespace reprovip::plan {

enum class Look { files, names_only };

// Expands every input and truth template for every subject. `Look::files`: each must exist and be of the
// declared type, and gets its digest (a file used several times is read once) and size. Every mistake is
// added to `errors`, at the place of its binding.
void add_inputs(const model::Protocol& protocol, std::vector<model::Subject>& subjects, Look look,
                const HashFile& hash_file, Errors& errors);

} // namespace reprovip::plan
