#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/page_executions.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reprovip::report {

namespace {

// Rows that the page has without script; with it, rows are made from data, a page at a time.
constexpr std::uint32_t k_static_limit = 500;
constexpr std::size_t k_failed_limit = 20; // whose logs are shown without script
constexpr std::size_t k_reason_limit = 500;

struct Column {
  std::string_view title;
  std::string_view style;
};
enum ColumnIndex : std::size_t {
  k_subject,
  k_condition,
  k_repetition,
  k_outcome,
  k_reason,
  k_classes,
  k_wall,
  k_cpu,
  k_memory,
  k_seed,
  k_host,
  k_replay
};
// In the order of ColumnIndex.
constexpr std::array k_columns = {
    Column{"subject", ""},     Column{"condition", ""},  Column{"repetition", ""},
    Column{"outcome", "once"}, Column{"reason", ""},     Column{"classes", "once"},
    Column{"wall", "number"},  Column{"CPU", "number"},  Column{"memory", "number"},
    Column{"seed", "number"},  Column{"host", "digest"}, Column{"replay", "copy"}};

// What a cell shows and, when it differs, what it is sorted by.
struct Field {
  std::string text;
  std::optional<double> key;
};
using Row = std::array<Field, k_columns.size()>;

Field duration(const std::optional<double>& seconds) {
  return seconds ? Field{human_duration(Seconds(*seconds)), *seconds} : Field{};
}

std::optional<double> cpu_of(const model::Usage& usage) {
  if (!usage.user_s && !usage.system_s) {
    return std::nullopt;
  }
  return usage.user_s.value_or(0) + usage.system_s.value_or(0);
}

Field memory(const model::Usage& usage) {
  if (!usage.memory_peak) {
    return {};
  }
  return {human_bytes(*usage.memory_peak), static_cast<double>(*usage.memory_peak)};
}

// One letter per output, in their order; "·" where it is missing.
std::string letters(const std::vector<ClassOf>& classes, std::uint32_t execution) {
  std::vector<std::string> texts;
  texts.reserve(classes.size());
  for (const auto& of_output : classes) {
    texts.push_back(of_output[execution] ? class_letter(*of_output[execution]) : "·");
  }
  return joined(texts, " ");
}

Row row_of(const model::Study& study, std::uint32_t i, const std::vector<ClassOf>& classes) {
  const auto& execution = study.plan.executions[i];
  const auto& record = study.records[i];
  Row row;
  row[k_subject].text = subject_text(study, execution.cell);
  row[k_condition].text = condition_text(study, execution.cell);
  row[k_repetition].text = repetition_name(execution.repetition);
  row[k_outcome].text = standing_text(record);
  row[k_classes].text = letters(classes, i);
  row[k_seed].text = execution.seed == 0 ? "" : std::to_string(execution.seed);
  if (record) {
    row[k_wall] = duration(record->ending.usage.wall_s);
    row[k_cpu] = duration(cpu_of(record->ending.usage));
    row[k_memory] = memory(record->ending.usage);
    row[k_host].text = record->host.brief();
    row[k_replay].text = replay_command(study, *record);
    row[k_reason].text = shorten(clean(reason_of(record)), k_reason_limit);
  }
  return row;
}

std::string head_row() {
  std::string text = "<thead><tr>";
  for (const auto& column : k_columns) {
    text += format("<th scope=\"col\" data-kind=\"{}\">{}</th>", column.style, column.title);
  }
  return text + "</tr></thead>\n";
}

std::string static_row(const Row& row, const std::string& id) {
  auto text = format("<tr id=\"{}\">", id);
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto style = k_columns.at(i).style;
    const auto content = brief_html(row.at(i).text);
    text += format("<td{}{}>{}</td>", style.empty() ? "" : format(" class=\"{}\"", style),
                   row.at(i).key ? format(" data-v=\"{:.6g}\"", *row.at(i).key) : "",
                   style == "copy" && !content.empty() ? "<code>" + content + "</code>" : content);
  }
  return text + "</tr>\n";
}

// Ends of logs of executions that did not succeed: for paper, and where no script runs.
std::string failed_logs(const model::Study& study) {
  std::string text;
  std::size_t shown = 0;
  for (std::uint32_t i = 0; i < study.records.size() && shown < k_failed_limit; ++i) {
    const auto& record = study.records[i];
    if (!record || standing_of(record) == Standing::succeeded) {
      continue;
    }
    std::string logs;
    for (const auto& [name, log] : {std::pair("stdout", &record->out), std::pair("stderr", &record->err)}) {
      if (const auto end = study.exhibits.find(log->digest.hex);
          log->size > 0 && end != study.exhibits.end()) {
        logs += format("<p class=\"quiet\">{}{}</p><pre class=\"log\" tabindex=\"0\">{}</pre>\n", name,
                       log->size > end->second.size() ? ", its end" : "", html(end->second, Lines::keep));
      }
    }
    if (!logs.empty()) {
      ++shown;
      text += format("<details><summary>{}: {}</summary>\n{}</details>\n",
                     brief_html(execution_name(study, i)), html(standing_text(record)), logs);
    }
  }
  return text.empty() ? "" : "<h3>Logs of executions that did not succeed</h3>\n" + text;
}

std::string table_of(const std::string& rows) {
  return format("<div class=\"tools\" id=\"executions-tools\" hidden></div>\n"
                "<div class=\"scroll\"><table id=\"executions-table\">{}<tbody>\n{}</tbody></table></div>\n"
                "<div class=\"tools\" id=\"executions-pager\" hidden></div>\n",
                head_row(), rows);
}

} // namespace

std::string html_executions(const model::Study& study) {
  std::vector<ClassOf> classes;
  std::vector<std::string> outputs;
  for (const auto& output : study.scores.classes) {
    classes.push_back(classes_of(study, output));
    outputs.push_back(output.output);
  }
  const auto total = static_cast<std::uint32_t>(study.plan.executions.size());
  std::string rows;
  for (std::uint32_t i = 0; i < std::min(total, k_static_limit); ++i) {
    rows += static_row(row_of(study, i, classes), execution_anchor(study, i));
  }
  auto content = outputs.empty() ? ""
                                 : format("<p class=\"quiet\">Classes in the order of the outputs: {}.</p>\n",
                                          brief_html(joined(outputs)));
  content += table_of(rows);
  if (total > k_static_limit) {
    content += format("<noscript><p>The first {} of {} executions; all of them need JavaScript, or the JSON "
                      "report.</p></noscript>\n",
                      k_static_limit, total);
  }
  content += failed_logs(study) + data_island("executions-data", executions_data(study));
  return section("executions", "Executions", content);
}

} // namespace reprovip::report
