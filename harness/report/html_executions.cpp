#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/text.hpp"

#include <array>
#include <map>

namespace reprovip::report {

namespace {

// Up to so many executions are rows of the page; above, they are data from which the script makes rows.
constexpr std::size_t k_static_limit = 500;
constexpr std::size_t k_reason_limit = 500;

struct Column {
  std::string_view title;
  std::string_view style;
  bool repeats; // few distinct texts: written once and numbered in the data
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
  k_stdout,
  k_stderr,
  k_replay
};
// In the order of ColumnIndex.
constexpr std::array k_columns = {
    Column{"subject", "", true},      Column{"condition", "", true},  Column{"repetition", "", true},
    Column{"outcome", "once", true},  Column{"reason", "", true},     Column{"classes", "once", true},
    Column{"wall", "number", false},  Column{"CPU", "number", false}, Column{"memory", "number", false},
    Column{"seed", "number", false},  Column{"host", "digest", true}, Column{"stdout", "digest", true},
    Column{"stderr", "digest", true}, Column{"replay", "copy", false}};

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
    row[k_stdout].text = record->out.size > 0 ? record->out.digest.brief() : "";
    row[k_stderr].text = record->err.size > 0 ? record->err.digest.brief() : "";
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

std::string static_row(const Row& row, std::uint32_t execution) {
  auto text = format("<tr id=\"execution-{}\">", execution);
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto style = k_columns.at(i).style;
    const auto content = brief_html(row.at(i).text);
    text += format("<td{}{}>{}</td>", style.empty() ? "" : format(" class=\"{}\"", style),
                   row.at(i).key ? format(" data-v=\"{:.6g}\"", *row.at(i).key) : "",
                   style == "copy" && !content.empty() ? "<code>" + content + "</code>" : content);
  }
  return text + "</tr>\n";
}

// Numbers texts in order of first appearance.
class Words {
public:
  int number(const std::string& text) {
    const auto [at, is_new] = m_numbers.try_emplace(text, static_cast<int>(m_numbers.size()));
    if (is_new) {
      m_words.push(clean(text));
    }
    return at->second;
  }
  const Json& words() const { return m_words; }

private:
  std::map<std::string, int> m_numbers;
  Json m_words = Json::array();
};

Json data_row(const Row& row, std::array<Words, k_columns.size()>& words) {
  auto json = Json::array();
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto& field = row.at(i);
    if (k_columns.at(i).repeats) {
      json.push(words.at(i).number(field.text));
    } else if (field.key) {
      json.push(Json::Array{Json(*field.key), Json(clean(field.text))});
    } else {
      json.push(clean(field.text));
    }
  }
  return json;
}

std::string table_of(const std::string& rows) {
  return format("<div class=\"tools\" id=\"executions-tools\" hidden><label>Filter <input type=\"search\" "
                "id=\"executions-filter\" placeholder=\"sub-01 failed threads=2\"></label>"
                "<output id=\"executions-count\"></output></div>\n"
                "<div class=\"scroll\"><table id=\"executions-table\">{}<tbody>\n{}</tbody></table></div>\n"
                "<button type=\"button\" class=\"more\" id=\"executions-more\" hidden>Show more</button>\n",
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
  std::array<Words, k_columns.size()> words;
  auto data_rows = Json::array();
  for (std::uint32_t i = 0; i < total; ++i) {
    const auto row = row_of(study, i, classes);
    if (total <= k_static_limit) {
      rows += static_row(row, i);
    } else {
      data_rows.push(data_row(row, words));
    }
  }
  auto content = outputs.empty() ? ""
                                 : format("<p class=\"quiet\">Classes in the order of the outputs: {}.</p>\n",
                                          brief_html(joined(outputs)));
  content += table_of(rows);
  if (total > k_static_limit) {
    auto all_words = Json::array();
    for (std::size_t i = 0; i < k_columns.size(); ++i) {
      all_words.push(k_columns.at(i).repeats ? words.at(i).words() : Json());
    }
    content += "<noscript><p>The table of this many executions needs JavaScript; the JSON report has them "
               "too.</p></noscript>\n";
    content += data_island("executions-data",
                           Json::object({{"words", std::move(all_words)}, {"rows", std::move(data_rows)}}));
  }
  return section("executions", "Executions", content);
}

} // namespace reprovip::report
