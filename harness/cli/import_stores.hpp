#pragma once

#include "harness/cli/subcommand.hpp"

namespace reprovip::cli {

// Whether the word names a run store rather than a tree of results.
bool is_store(const std::string& word);

// `import STORE...`: what these stores hold is then in the store of --store, which is made when it is not
// there. Nothing is scored: which protocol it would be is not known. With protocols among the words (P.toml)
// it is what their executions need, those that the flags select: for shards that go on with what others
// began.
Checked<model::ExitCode> import_stores(const Arguments& arguments);

} // namespace reprovip::cli
