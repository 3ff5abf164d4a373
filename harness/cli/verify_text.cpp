#include "harness/cli/verify_text.hpp"

#include "harness/base/format.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::cli {

namespace {

using baseline::Basis;
using baseline::Standing;
using baseline::Verification;
using baseline::VerifiedValue;

constexpr std::size_t k_shown = 20;

std::string basis_text(const Verification& one) {
  const auto share = format("{:.3g} %", 100 * one.alpha);
  switch (one.basis) {
  case Basis::executions:
    return format("all values of an execution together lie outside by chance in {}: at most {:.3g} standard "
                  "deviations in {} accepted executions, each left out in turn",
                  share, *one.limit, one.executions);
  case Basis::normal:
    return format(
        "all values of an execution together lie outside by chance in at most {}: t of the subject's own "
        "repetitions, shared by {} values ({} accepted executions are too few to see it)",
        share, one.values.size(), one.executions);
  case Basis::environments:
    return format(
        "one execution in another environment; all values together lie outside by chance in at most {}",
        share);
  case Basis::subjects:
    break;
  }
  return "the subject was not accepted: ranges are those of another subject";
}

std::string number(const std::optional<double>& value) {
  return value ? format("{:.6g}", *value) : std::string("-");
}

std::string range_text(const VerifiedValue& value) {
  return value.range ? format("{:.6g} .. {:.6g}", value.range->low, value.range->high) : std::string("-");
}

std::string far_text(const VerifiedValue& value) {
  return value.distance ? format("{:.2f}", *value.distance) : std::string("-");
}

int rank(Standing standing) {
  switch (standing) {
  case Standing::outside:
    return 0;
  case Standing::unknown:
    return 1;
  case Standing::inside:
    return 2;
  case Standing::silent:
    return 3;
  case Standing::identical:
    break;
  }
  return 4;
}

std::vector<VerifiedValue> sorted(const std::vector<VerifiedValue>& values) {
  auto all = values;
  std::ranges::stable_sort(all, [](const VerifiedValue& a, const VerifiedValue& b) {
    return std::pair(rank(a.standing), -a.distance.value_or(0)) <
           std::pair(rank(b.standing), -b.distance.value_or(0));
  });
  return all;
}

std::string line(const std::string& name, std::size_t width, const std::string& standing,
                 const std::string& seen, const std::string& range, const std::string& far,
                 const std::string& rest) {
  auto text =
      format("  {:<{}}  {:<9}  {:>12}  {:>29}  {:>6}  {}", name, width, standing, seen, range, far, rest);
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string values_text(const Verification& one, bool all) {
  const auto values = sorted(one.values);
  if (values.empty()) {
    return {};
  }
  const auto shown = all ? values.size() : std::min(values.size(), k_shown);
  std::size_t width = 5;
  for (std::size_t i = 0; i < shown; ++i) {
    width = std::max(width, values[i].name.size());
  }
  auto text = line("value", width, "", "seen", "expected", "far", "(half-widths)");
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& value = values[i];
    text += line(value.name, width, std::string(to_string(value.standing)), number(value.seen),
                 range_text(value), far_text(value), value.reason);
  }
  return shown < values.size() ? text + format("  ... and {} more values (-v)\n", values.size() - shown)
                               : text;
}

std::string outputs_text(const Verification& one) {
  std::string text;
  for (const auto& output : one.outputs) {
    text += format("  output {}: {}{}\n", output.name,
                   output.standing == Standing::silent ? "another class" : to_string(output.standing),
                   output.reason.empty() ? "" : ", " + output.reason);
  }
  return text;
}

std::string conclusion(const Verification& one) {
  const char* word = one.status == model::Status::pass   ? "✓ INSIDE"
                     : one.status == model::Status::fail ? "✗ OUTSIDE"
                                                         : "? CANNOT TELL";
  return format("{}: {}\n", word, one.reason);
}

std::string case_text(const VerifiedValue& value) {
  const auto said = report::html(format("seen {}, expected {}{}", number(value.seen), range_text(value),
                                        value.reason.empty() ? "" : "; " + value.reason));
  auto text = format("  <testcase classname=\"verify.{}\" name=\"{}\"", report::html(value.output),
                     report::html(value.name));
  if (value.standing == Standing::outside) {
    return text + format("><failure message=\"{}\">{}</failure></testcase>\n", said, said);
  }
  if (value.standing == Standing::unknown) {
    return text + format("><skipped message=\"{}\"/></testcase>\n", said);
  }
  return text + "/>\n";
}

} // namespace

std::string verify_text(const Verification& verification, bool all, bool quiet) {
  if (quiet) {
    return clean(conclusion(verification), Lines::keep);
  }
  auto text = format("{} of {} beside {}\n  {}\n", verification.name, verification.subject,
                     verification.baseline, basis_text(verification));
  for (const auto& note : verification.notes) {
    text += "  note: " + note + "\n";
  }
  text += outputs_text(verification) + values_text(verification, all) + conclusion(verification);
  return clean(text, Lines::keep);
}

std::string verify_junit(const Verification& verification) {
  std::string cases;
  std::size_t failures = 0;
  std::size_t skipped = 0;
  std::size_t count = 0;
  for (const auto* list : {&verification.outputs, &verification.values}) {
    for (const auto& value : *list) {
      cases += case_text(value);
      failures += value.standing == Standing::outside ? 1 : 0;
      skipped += value.standing == Standing::unknown ? 1 : 0;
      ++count;
    }
  }
  return format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n <testsuite name=\"verify {}\" "
                "tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{} </testsuite>\n</testsuites>\n",
                report::html(verification.subject), count, failures, skipped, cases);
}

} // namespace reprovip::cli
