#include "harness/study/imported_runs.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <charconv>

namespace reprovip::study {

namespace {

// A tree without {subject} is of one subject.
constexpr const char* k_only_subject = "all";
// What is a number beyond this is rather a date.
constexpr std::uint32_t k_largest_repetition = 9999;

std::string value_of(const TreeFile& file, const std::string& name, const std::string& otherwise) {
  const auto found = file.values.find(name);
  return found == file.values.end() ? otherwise : found->second;
}

std::optional<std::uint32_t> number_of(const std::string& text) {
  std::uint32_t number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  const bool is_number = read.ec == std::errc{} && read.ptr == end && number <= k_largest_repetition;
  return is_number ? std::optional(number) : std::nullopt;
}

// Every name of a repetition → its number from 1.
using Numbers = std::map<std::string, std::uint32_t>;

Result<Numbers> numbered(const std::vector<std::string>& names, std::uint32_t first) {
  Numbers numbers;
  for (const auto& name : names) {
    const auto number = number_of(name).value_or(first);
    if (number < first) {
      return failure(ErrorKind::usage, format("repetition \"{}\" comes before the first, {}", name, first),
                     format("write first = {} in [import], or --first {}", number, number));
    }
    numbers[name] = number - first + 1;
  }
  return numbers;
}

// Those known keep their numbers; new ones come after them, in their order.
Numbers named(const std::vector<std::string>& names, ImportShape& shape) {
  for (const auto& name : names) {
    if (std::ranges::find(shape.names, name) == shape.names.end()) {
      shape.names.push_back(name);
    }
  }
  Numbers numbers;
  for (std::uint32_t i = 0; i < shape.names.size(); ++i) {
    numbers[shape.names[i]] = i + 1;
  }
  return numbers;
}

Result<Numbers> number_repetitions(const TreeScan& scan, const model::Protocol& protocol,
                                   const std::optional<VipSession>& session, ImportShape& shape) {
  std::vector<std::string> names;
  for (const auto& file : scan.files) {
    if (file.values.contains("repetition")) {
      add_sorted(names, file.values.at("repetition"));
    }
  }
  if (names.empty()) {
    shape.repetitions = std::max(shape.repetitions, 1U);
    return Numbers{};
  }
  const bool were_numbers = shape.repetitions > 0 && shape.names.empty();
  const bool are_numbers =
      std::ranges::all_of(names, [](const auto& name) { return number_of(name).has_value(); });
  if (were_numbers && (session || !are_numbers)) {
    return failure(ErrorKind::usage,
                   format("repetition \"{}\" is no number, and those imported before are", names.back()),
                   "import it under another name");
  }
  Numbers numbers;
  if (session) {
    numbers = named(session->workflows, shape);
    numbers = named(names, shape);
  } else if (are_numbers && shape.names.empty()) {
    TRY_ASSIGN(numbers, numbered(names, protocol.import->first));
  } else {
    numbers = named(names, shape);
  }
  for (const auto& [name, number] : numbers) {
    shape.repetitions = std::max(shape.repetitions, number);
  }
  return numbers;
}

Error two_files(const TreeFile& a, const TreeFile& b) {
  return make_error(
      ErrorKind::usage,
      format("two files are output \"{}\" of one execution: \"{}\" and \"{}\"", a.output, a.path, b.path),
      "make the pattern narrower, or name the part in which they differ: {repetition}, "
      "{a-factor}");
}

Error no_match(const TreeScan& scan, const model::Protocol& protocol) {
  std::string patterns;
  for (const auto& output : protocol.outputs) {
    patterns += (patterns.empty() ? "" : ", ") + format("\"{}\"", output.path);
  }
  const auto example = scan.unmatched.empty() ? std::string("there is no file in it")
                                              : format("its files are like \"{}\"", scan.unmatched.front());
  return make_error(ErrorKind::usage, format("nothing in the tree matches {}", patterns), example);
}

} // namespace

Checked<Runs> runs_of(const TreeScan& scan, const model::Protocol& protocol,
                      const std::optional<VipSession>& session, ImportShape& shape) {
  if (scan.files.empty()) {
    return tl::unexpected(Errors{no_match(scan, protocol)});
  }
  TRY_ASSIGN(const auto numbers, checked(number_repetitions(scan, protocol, session, shape)));
  Errors errors;
  Runs runs;
  for (const auto& file : scan.files) {
    RunName name;
    name.subject = value_of(file, "subject", k_only_subject);
    add_sorted(shape.subjects, name.subject);
    for (const auto& factor : protocol.factors) {
      name.levels[factor.name] = value_of(file, factor.name, {});
      add_sorted(shape.levels[factor.name], name.levels[factor.name]);
    }
    const auto number = numbers.find(value_of(file, "repetition", {}));
    name.repetition = number == numbers.end() ? 1 : number->second;
    const auto [known, is_new] = runs[std::move(name)].emplace(file.output, file);
    if (!is_new) {
      errors.push_back(two_files(known->second, file));
    }
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return runs;
}

std::map<RunName, std::uint32_t> executions_by_name(const model::Plan& plan) {
  std::map<RunName, std::uint32_t> executions;
  const auto& factors = plan.resolved.protocol.factors;
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    const auto& cell = plan.cells[plan.executions[i].cell];
    RunName name;
    name.subject = plan.resolved.subjects[cell.subject].id;
    name.repetition = plan.executions[i].repetition;
    for (std::size_t k = 0; k < factors.size(); ++k) {
      name.levels[factors[k].name] = model::level_of(plan, plan.conditions[cell.condition], k).name;
    }
    executions.emplace(std::move(name), i);
  }
  return executions;
}

} // namespace reprovip::study
