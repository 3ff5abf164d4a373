#include "harness/score/metric.hpp"

#include "harness/score/metrics/metrics.hpp"

namespace reprovip::score {

std::string shown_unit(const MetricEntry& entry) {
  const bool depends = entry.unit.starts_with("of the value") || entry.unit.find('(') != std::string::npos;
  return depends ? "" : entry.unit;
}

Finding undefined(std::string reason) {
  Finding finding;
  finding.reason = std::move(reason);
  return finding;
}

Result<double> confidence_option(const Options& options) {
  const double confidence = number_option(options, "confidence", 0.95);
  if (!(confidence > 0 && confidence < 1)) {
    return failure(ErrorKind::protocol, "\"confidence\" must be above 0 and below 1", "0.95 is usual");
  }
  return confidence;
}

model::OptionDecl confidence_declaration() {
  return {"confidence", model::OptionType::number, "0.95", "of the interval", {}};
}

} // namespace reprovip::score
