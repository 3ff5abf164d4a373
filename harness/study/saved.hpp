#pragma once

#include "harness/base/result.hpp"
#include "harness/model/study.hpp"
#include "harness/store/store.hpp"
#include "harness/study/request.hpp"

#include <string>

namespace reprovip::study {

// The values between the arrows, on disk below studies/<id>/.
Result<void> save_plan(store::Store& store, const model::Plan& plan, const Request& request);
Result<void> save_judgement(store::Store& store, const model::Study& study);

// A study as it was saved: plan, records, scores, verdicts; nothing is computed again. `id` may be a prefix;
// "" is the only study there is, or the one saved last.
Checked<model::Study> load_study(const store::Store& store, const std::string& id);
// The one of these studies whose plan was written last; "" of none.
std::string latest_study(const store::Store& store, const std::vector<std::string>& studies);
// Its plan only.
Checked<model::Plan> load_plan(const store::Store& store, const std::string& id);

} // namespace reprovip::study
