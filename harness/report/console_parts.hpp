#pragma once

#include "harness/report/screen.hpp"

// The parts of the summary; each shows nothing where there is nothing to show.
namespace reprovip::report {

void show_outputs(Screen& screen, const model::Study& study);
void show_values(Screen& screen, const model::Study& study); // tables of several values that criteria judge
void show_deployments(Screen& screen, const model::Study& study);
void show_criteria(Screen& screen, const model::Study& study);
void show_alerts(Screen& screen, const model::Study& study);

} // namespace reprovip::report
