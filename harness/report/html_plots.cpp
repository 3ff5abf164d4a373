#include "harness/report/html_parts.hpp"
#include "harness/report/page_data.hpp"

namespace reprovip::report {

// The scripts fill it; without them the tables below say the same.
std::string html_plots(const model::Study& study) {
  std::vector<std::string> left_out;
  const bool any = !scores_data(study, left_out).items().empty() || !study.observations.series.empty() ||
                   !study.movements.empty();
  return any ? section("plots", "Plots", "<div id=\"figures\"></div>\n", " data-script hidden") : "";
}

} // namespace reprovip::report
