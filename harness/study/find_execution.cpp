#include "harness/study/find_execution.hpp"

#include "harness/base/format.hpp"
#include "harness/study/saved.hpp"

#include <charconv>
#include <iterator>
#include <map>
#include <optional>

namespace reprovip::study {

namespace {

constexpr std::size_t k_shown = 12; // digits of a key that reports show

struct Name {
  std::string cell; // prefix
  std::uint32_t repetition = 0;
  std::string attempt; // "" = the one that counts
};

Result<Name> parse_name(const std::string& text) {
  Name name;
  const auto slash = text.find('/');
  const auto next = slash == std::string::npos ? slash : text.find('/', slash + 1);
  const auto middle = slash == std::string::npos ? std::string{} : text.substr(slash + 1, next - slash - 1);
  name.cell = text.substr(0, slash);
  name.attempt = next == std::string::npos ? "" : text.substr(next + 1);
  const auto* end = middle.data() + middle.size();
  if (middle.size() < 2 || middle[0] != 'r' || name.cell.empty() ||
      std::from_chars(middle.data() + 1, end, name.repetition).ptr != end) {
    return failure(ErrorKind::usage, format("\"{}\" does not name an execution", text),
                   "write <cell>/r<repetition>, as reports and `reprovip list cells` show it");
  }
  return name;
}

// The cells of the plan that have this beginning of a key and this repetition, by key.
std::map<std::string, std::uint32_t> executions_in(const model::Plan& plan, const Name& name) {
  std::map<std::string, std::uint32_t> found;
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    const auto& execution = plan.executions[i];
    const auto& key = plan.cells[execution.cell].key.hex;
    if (execution.repetition == name.repetition && key.rfind(name.cell, 0) == 0) {
      found.emplace(key, i);
    }
  }
  return found;
}

Result<model::Record> record_of(const store::Store& store, const model::Plan& plan, std::uint32_t execution,
                                const Name& name) {
  std::vector<std::string> warnings;
  TRY_ASSIGN(const auto records, store.records(plan.cells[plan.executions[execution].cell].key, warnings));
  std::optional<model::Record> chosen;
  for (const auto& record : records) {
    const bool named = name.attempt.empty() || record.attempt.rfind(name.attempt, 0) == 0;
    if (record.repetition == name.repetition && named &&
        (!chosen || model::is_complete(record) || !model::is_complete(*chosen))) {
      chosen = record;
    }
  }
  if (!chosen) {
    return failure(ErrorKind::usage,
                   format("{}/r{:03} has no record in this store", name.cell, name.repetition),
                   "run the protocol first");
  }
  return *chosen;
}

} // namespace

bool names_execution(const std::string& text) {
  return parse_name(text).has_value();
}

Checked<FoundExecution> find_execution(const store::Store& store, const std::string& text) {
  const auto name = parse_name(text);
  if (!name) {
    return tl::unexpected(Errors{name.error()});
  }
  Errors unreadable;
  for (const auto& study : store.studies()) {
    auto plan = load_plan(store, study);
    if (!plan) {
      unreadable.insert(unreadable.end(), plan.error().begin(), plan.error().end());
      continue;
    }
    const auto found = executions_in(*plan, *name);
    if (found.size() > 1) {
      return tl::unexpected(Errors{
          make_error(ErrorKind::usage, format("\"{}\" names {} executions", text, found.size()),
                     format("write more of the cell: {} or {}", found.begin()->first.substr(0, k_shown),
                            std::next(found.begin())->first.substr(0, k_shown)))});
    }
    if (!found.empty()) {
      const auto execution = found.begin()->second;
      auto record = record_of(store, *plan, execution, *name);
      if (!record) {
        return tl::unexpected(Errors{record.error()});
      }
      return FoundExecution{std::move(*plan), execution, std::move(*record)};
    }
  }
  Errors errors = {make_error(ErrorKind::usage,
                              format("no study of this store has an execution \"{}\"", text),
                              "`reprovip list cells PROTOCOL` shows the cells")};
  errors.insert(errors.end(), unreadable.begin(), unreadable.end());
  return tl::unexpected(std::move(errors));
}

} // namespace reprovip::study
