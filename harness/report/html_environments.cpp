#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/next_steps.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace reprovip::report {

namespace {

constexpr std::size_t k_column_limit = 12;
constexpr std::size_t k_long_value = 200; // longer lists show what is not shared

struct FactColumn {
  std::string title;
  std::string key; // of a host its fingerprint, of a deployment its number
  std::map<std::string, std::string> facts;
};
using FactColumns = std::vector<FactColumn>;

std::string value_of(const FactColumn& column, const std::string& fact) {
  const auto found = column.facts.find(fact);
  return found == column.facts.end() ? "" : found->second;
}

std::set<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::set<std::string> words;
  for (std::string word; stream >> word;) {
    words.insert(word);
  }
  return words;
}

// Of a long list (CPU flags, libraries): how many, and those that not every column has.
std::string long_value(const FactColumns& columns, const std::string& fact, const std::string& value) {
  auto shared = words_of(value);
  for (const auto& column : columns) {
    const auto words = words_of(value_of(column, fact));
    std::erase_if(shared, [&](const std::string& word) { return !words.contains(word); });
  }
  std::vector<std::string> own;
  for (const auto& word : words_of(value)) {
    if (!shared.contains(word)) {
      own.push_back(word);
    }
  }
  const auto extra = own.empty() ? "" : ", not shared: " + joined(own, " ");
  return format("<details><summary>{} words{}</summary>{}</details>", words_of(value).size(),
                brief_html(extra, 400), brief_html(value, 8000));
}

bool differs(const FactColumns& columns, const std::string& fact) {
  return std::ranges::any_of(columns, [&](const FactColumn& column) {
    return value_of(column, fact) != value_of(columns.front(), fact);
  });
}

std::string fact_row(const FactColumns& columns, const std::string& fact) {
  const bool marked = differs(columns, fact);
  auto text = format("<tr{}><th scope=\"row\">{}{}</th>", marked ? " class=\"differs\"" : "",
                     marked ? "≠ " : "", brief_html(fact, 200));
  for (const auto& column : columns) {
    const auto value = value_of(column, fact);
    text += "<td>" + (value.size() > k_long_value ? long_value(columns, fact, value) : brief_html(value)) +
            "</td>";
  }
  return text + "</tr>\n";
}

std::string fact_table(const std::string& title, FactColumns columns, std::string_view what) {
  if (columns.empty()) {
    return {};
  }
  const auto count = columns.size();
  columns.resize(std::min(count, k_column_limit));
  std::set<std::string> facts;
  auto head = format("<thead><tr><th scope=\"col\">{}</th>", what);
  for (const auto& column : columns) {
    head += format("<th scope=\"col\">{}</th>", brief_html(column.title, 200));
    for (const auto& [fact, value] : column.facts) {
      facts.insert(fact);
    }
  }
  std::string rows;
  for (const auto& fact : facts) {
    rows += fact_row(columns, fact);
  }
  return format(
      "<h3>{}</h3>\n<div class=\"scroll\"><table>{}</tr></thead>\n<tbody>\n{}</tbody></table></div>\n{}",
      title, head, rows, rest_note(count, columns.size(), title));
}

FactColumns host_columns(const model::Study& study) {
  std::map<std::string, std::size_t> uses;
  for (const auto& record : study.records) {
    if (record) {
      ++uses[record->host.hex];
    }
  }
  FactColumns columns;
  for (const auto& [fingerprint, host] : study.hosts) {
    if (uses.contains(fingerprint)) {
      columns.push_back({format("{} ({})", host.fingerprint.brief(), counted(uses[fingerprint], "execution")),
                         fingerprint, host.facts});
    }
  }
  return columns;
}

// Every value seen of a fact, once, in order.
void add_value(std::map<std::string, std::string>& facts, const std::string& name, const std::string& value) {
  auto& known = facts[name];
  if (known.empty()) {
    known = value;
  } else if (known != value && (" | " + known + " | ").find(" | " + value + " | ") == std::string::npos) {
    known += " | " + value;
  }
}

FactColumns deployment_columns(const model::Study& study) {
  const auto& deployments = study.plan.resolved.deployments;
  FactColumns columns;
  for (const auto& deployment : deployments) {
    FactColumn column{deployment.engine, std::to_string(columns.size()), deployment.details};
    column.facts["application version"] = deployment.application.version;
    column.facts["identity"] = deployment.identity;
    columns.push_back(std::move(column));
  }
  std::vector<std::set<std::string>> libraries(deployments.size());
  for (std::size_t i = 0; i < study.records.size(); ++i) {
    const auto& cell = study.plan.cells[study.plan.executions[i].cell];
    const auto deployment = study.plan.conditions[cell.condition].deployment;
    if (!study.records[i] || deployment >= columns.size()) {
      continue;
    }
    for (const auto& [name, value] : study.records[i]->ending.facts) {
      add_value(columns[deployment].facts, name, value);
    }
    const auto& seen = study.records[i]->ending.libraries;
    libraries[deployment].insert(seen.begin(), seen.end());
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!libraries[i].empty()) {
      columns[i].facts["libraries loaded"] = joined({libraries[i].begin(), libraries[i].end()}, " ");
    }
  }
  return columns;
}

void add_columns(Json& all, std::string_view kind, const FactColumns& columns) {
  for (const auto& column : columns) {
    auto facts = Json::object();
    for (const auto& [name, value] : column.facts) {
      facts.set(clean(name), shorten(clean(value), 20000));
    }
    all.push(Json::object({{"kind", kind},
                           {"key", clean(column.key)},
                           {"title", clean(column.title)},
                           {"facts", std::move(facts)}}));
  }
}

// Two hosts, or else two deployments, that gave one subject different classes of an output: [kind, key, key].
Json differing_pair(const model::Study& study) {
  std::optional<std::pair<std::uint32_t, std::uint32_t>> deployments;
  const auto deployment_of = [&](std::uint32_t execution) {
    const auto& cell = study.plan.cells[study.plan.executions[execution].cell];
    return study.plan.conditions[cell.condition].deployment;
  };
  for (const auto& output : study.scores.classes) {
    for (const auto& subject : output.subjects) {
      for (std::size_t i = 1; i < subject.canonical.size(); ++i) {
        const auto a = subject.canonical.front().executions.front();
        const auto b = subject.canonical[i].executions.front();
        const auto& x = study.records[a];
        const auto& y = study.records[b];
        if (x && y && x->host.hex != y->host.hex) {
          return Json::Array{"host", clean(x->host.hex), clean(y->host.hex)};
        }
        if (!deployments && deployment_of(a) != deployment_of(b)) {
          deployments = {deployment_of(a), deployment_of(b)};
        }
      }
    }
  }
  return deployments ? Json(Json::Array{"deployment", std::to_string(deployments->first),
                                        std::to_string(deployments->second)})
                     : Json();
}

// What the script compares two of.
std::string comparison(const model::Study& study, const FactColumns& hosts, const FactColumns& deployments) {
  if (hosts.size() < 2 && deployments.size() < 2) {
    return {};
  }
  auto all = Json::array();
  add_columns(all, "host", hosts);
  add_columns(all, "deployment", deployments);
  return "<div id=\"fingerprints\"></div>\n" +
         data_island("fingerprints-data",
                     Json::object({{"all", std::move(all)}, {"first", differing_pair(study)}}));
}

std::string design_table(const model::Study& study) {
  std::string rows;
  for (const auto& factor : study.plan.resolved.protocol.factors) {
    std::vector<std::string> levels;
    for (const auto& level : factor.levels) {
      levels.push_back(level.name);
    }
    rows += format("<tr>{}{}{}</tr>\n", td(factor.name), td(to_string(factor.source)), td(joined(levels)));
  }
  const auto& repeat = study.plan.resolved.protocol.repeat;
  const auto order = repeat.order == model::Order::block ? "" : format(" with seed {}", repeat.order_seed);
  return format("<h3>Design</h3>\n<div class=\"scroll\"><table>{}<tbody>\n{}</tbody></table></div>\n<p>Order "
                "{}{}; seed of the "
                "application: {}.</p>\n",
                header_row({"factor", "source", "levels"}), rows, to_string(repeat.order), order,
                to_string(repeat.seed));
}

} // namespace

std::string html_environments(const model::Study& study) {
  const auto hosts = host_columns(study);
  const auto deployments = deployment_columns(study);
  return section("environments", "Environments",
                 comparison(study, hosts, deployments) +
                     "<p class=\"quiet\">Lines marked ≠ differ between the columns.</p>\n" +
                     fact_table("Hosts", hosts, "fact") + fact_table("Deployments", deployments, "fact") +
                     design_table(study));
}

std::string html_replay(const model::Study& study) {
  std::string content;
  for (const auto& step : next_steps(study)) {
    content += step.command.empty() ? format("<p>{}</p>\n", brief_html(step.why))
                                    : format("<p><code class=\"copy\">{}</code> {}</p>\n",
                                             brief_html(step.command), brief_html(step.why));
  }
  content += format("<p>Any execution again, exactly: <code>reprovip replay CELL/rNNN/ATTEMPT</code>, as its "
                    "row in the table "
                    "above gives it. The whole study: <code class=\"copy\">{}</code>.</p>\n",
                    brief_html(run_command(study)));
  content += format("<p class=\"quiet\">Records, logs and outputs are in the store <code>{}</code>.</p>\n",
                    brief_html(study.store));
  return section("replay", "How to go on", content);
}

} // namespace reprovip::report
