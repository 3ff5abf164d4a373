#include "harness/vip/request.hpp"

#include "harness/base/format.hpp"
#include "harness/vip/names.hpp"

#include <algorithm>
#include <set>

namespace reprovip::vip {

namespace {

constexpr const char* k_results_input = "results-directory";

const Json& declaration_of(const Json& descriptor, const std::string& id) {
  static const Json k_none;
  const auto& inputs = descriptor["inputs"].items();
  const auto found =
      std::ranges::find_if(inputs, [&](const Json& input) { return input["id"].text() == id; });
  return found == inputs.end() ? k_none : *found;
}

bool lists(const Json& ids, const std::string& id) {
  const auto& items = ids.items();
  return std::ranges::any_of(items, [&](const Json& item) { return item.text() == id; });
}

class Checker {
public:
  Checker(const Json& descriptor, bool several_jobs) : m_descriptor(descriptor), m_several(several_jobs) {}

  void check_value(const std::string& id, const std::vector<std::string>& texts) {
    if (!check_input(id, texts.size())) {
      return;
    }
    const auto& declared = declaration_of(m_descriptor, id);
    for (const auto& text : texts) {
      check_text(id, text);
      if (declared["type"].text() == "Number") {
        check_number(id, text, declared["integer"].boolean());
      }
    }
    if (lists(m_descriptor["custom"]["vip:intIteratorInputs"], id) &&
        texts != std::vector<std::string>{"1"} && !m_several) {
      refuse("input \"{}\" makes VIP run {} jobs: set several_jobs = true in [launcher] if that is meant", id,
             texts.empty() ? "several" : texts.front());
    }
  }

  void check_file(const model::InputFile& file, std::size_t of_this_input) {
    if (!check_input(file.id, of_this_input)) {
      return;
    }
    const auto name = file.host.filename().string();
    const auto cleaned = cleaned_name(name);
    if (file.is_directory) {
      refuse("input \"{}\" is the folder {}: VIP takes files only", file.id, file.host.string());
    } else if (file.size == 0) {
      refuse("input \"{}\" is the empty file {}: VIP would make a folder of it", file.id, file.host.string());
    } else if (const auto refused = refused_characters(cleaned) + refused_in_paths(cleaned);
               cleaned.empty() || !refused.empty()) {
      refuse("input \"{}\": VIP does not take the name of {} (characters: {}); rename the file", file.id,
             file.host.string(), refused);
    } else if (cleaned != name) {
      warn("input \"{}\": {} is called {} on VIP", file.id, name, cleaned);
    }
  }

  Findings take() { return std::move(m_findings); }

private:
  template <typename... T>
  void refuse(fmt::format_string<T...> text, T&&... values) {
    m_findings.mistakes.push_back(format(text, std::forward<T>(values)...));
  }
  template <typename... T>
  void warn(fmt::format_string<T...> text, T&&... values) {
    m_findings.warnings.push_back(format(text, std::forward<T>(values)...));
  }

  // What holds for values and files.
  bool check_input(const std::string& id, std::size_t count) {
    const auto& custom = m_descriptor["custom"];
    const auto& hidden = custom["vip:overriddenInputs"];
    if (declaration_of(m_descriptor, id).is_null() || id == k_results_input) {
      refuse("the pipeline has no input \"{}\" that can be given", id);
    } else if (hidden.has(id)) {
      refuse("input \"{}\" is hidden on VIP, which fills it from \"{}\": leave it out", id,
             hidden[id].text());
    } else if (custom["vip:directoryInputs"].has(id)) {
      refuse("input \"{}\" is a folder on VIP, which runs a job for each of its files: not supported", id);
    } else if (count > 1 && !m_several) {
      refuse("input \"{}\" is a list, of which VIP makes {} jobs instead of one with a list; set "
             "several_jobs = true "
             "in [launcher] if that is meant",
             id, count);
    } else {
      return true;
    }
    return false;
  }

  void check_text(const std::string& id, const std::string& text) {
    if (text.empty()) {
      refuse("input \"{}\" is empty, which VIP refuses: leave it out", id);
    } else if (const auto refused = refused_characters(text); !refused.empty()) {
      refuse("input \"{}\" = \"{}\": VIP does not take {}", id, text, refused);
    } else if (text.find("@@") != std::string::npos) {
      refuse("input \"{}\" = \"{}\": VIP splits a value at @@ into several jobs", id, text);
    }
  }

  void check_number(const std::string& id, const std::string& text, bool is_integer) {
    if (is_integer) {
      if (!is_integer_on_vip(text)) {
        refuse("input \"{}\" = {} is an integer, of which VIP reads those of 32 bits", id, text);
      }
      return;
    }
    const auto number = number_on_vip(text);
    if (number.text.empty()) {
      refuse("input \"{}\" = {} is no number of single precision, which VIP reads", id, text);
    } else if (number.text != text) {
      warn("input \"{}\" = {} reaches the program as {}: VIP {}", id, text, number.text,
           number.is_rounded ? "reads numbers in single precision" : "writes every number with a point");
    }
  }

  const Json& m_descriptor;
  bool m_several;
  Findings m_findings;
};

} // namespace

Result<Request> request_from(const std::vector<std::string>& argv) {
  const auto broken = [] {
    return failure(ErrorKind::internal, "this is no command of engine \"vip\"",
                   "write engine = \"vip\" in [factors]");
  };
  if (argv.size() < 5 || argv[0] != "vip" || argv[1] != "run" || argv[3] != "--descriptor") {
    return broken();
  }
  Request request{argv[2], argv[4], {}};
  for (std::size_t i = 5; i < argv.size(); i += 3) {
    if (i + 2 >= argv.size()) {
      return broken();
    }
    if (argv[i] == "--value") {
      request.values[argv[i + 1]].push_back(argv[i + 2]);
    }
  }
  return request;
}

Findings check_request(const Request& request, const std::vector<model::InputFile>& files,
                       const Json& descriptor, bool several_jobs) {
  Checker checker(descriptor, several_jobs);
  for (const auto& [id, texts] : request.values) {
    checker.check_value(id, texts);
  }
  for (const auto& file : files) {
    const auto count = std::ranges::count(files, file.id, &model::InputFile::id);
    checker.check_file(file, static_cast<std::size_t>(count));
  }
  return checker.take();
}

} // namespace reprovip::vip
