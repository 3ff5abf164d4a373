#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/store/store.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

// Whether an image that the protocol names without pinning it is another one now than when the newest study
// of the same protocol in this store was planned. While that study lacks executions this is an error with
// both identities, unless `accept`; else a line for people, "image X is now ..., was ... in study S". To be
// asked before the plan is saved.
Checked<std::vector<std::string>> find_moved_images(const store::Store& store, const model::Plan& plan,
                                                    bool accept);

} // namespace reprovip::study
