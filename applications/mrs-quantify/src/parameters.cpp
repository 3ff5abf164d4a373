#include "parameters.hpp"

#include "mistake.hpp"
#include "numbers.hpp"
#include <algorithm>
#include <functional>
#include <map>
#include <sstream>

namespace mrs_quantify {

namespace {

using Words = std::vector<std::string>;

struct Line {
  std::string file;
  std::size_t number = 0;
  std::string key;
  Words words;
};

[[noreturn]] void refuse(const Line& line, const std::string& what) {
  throw Mistake(line.file, line.number, what);
}

std::string joined(const Words& words) {
  std::string text;
  for (const auto& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

const std::string& only_word(const Line& line) {
  if (line.words.size() != 1) {
    refuse(line, "\"" + line.key + "=\" takes one word, not \"" + joined(line.words) + "\"");
  }
  return line.words.front();
}

double number(const Line& line, std::size_t index) {
  if (index >= line.words.size()) {
    refuse(line, "\"" + line.key + "=\" lacks its number " + std::to_string(index + 1));
  }
  const auto& word = line.words[index];
  const auto value = read_number(word);
  if (!value || !(*value > -1e12 && *value < 1e12)) {
    refuse(line, "\"" + word + "\" is not a number");
  }
  return *value;
}

void expect_words(const Line& line, std::size_t count) {
  if (line.words.size() != count) {
    refuse(line, "\"" + line.key + "=\" takes " + std::to_string(count) + " values, not \"" +
                     joined(line.words) + "\"");
  }
}

std::size_t whole(const Line& line, std::size_t index) {
  const double value = number(line, index);
  if (value < 0 || value > 1e6 || value != static_cast<double>(static_cast<std::size_t>(value))) {
    refuse(line, "\"" + line.words[index] + "\" is not a whole number from 0 to 1000000");
  }
  return static_cast<std::size_t>(value);
}

std::size_t whole(const Line& line) {
  expect_words(line, 1);
  return whole(line, 0);
}

std::size_t whole(const Line& line, std::size_t least, std::size_t most) {
  const auto value = whole(line);
  if (value < least || value > most) {
    refuse(line, "\"" + line.key + "=\" is from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

double number(const Line& line) {
  expect_words(line, 1);
  return number(line, 0);
}

Range range(const Line& line) {
  expect_words(line, 2);
  const Range bounds = {number(line, 0), number(line, 1)};
  if (bounds.low > bounds.high) {
    refuse(line, "the lower bound is above the upper one; exchange them");
  }
  return bounds;
}

Range positive_range(const Line& line) {
  const auto bounds = range(line);
  if (bounds.low < 0) {
    refuse(line, "a damping below 0 grows without end; give a lower bound from 0");
  }
  return bounds;
}

bool yes(const Line& line) {
  const auto& word = only_word(line);
  if (word == "true" || word == "y") {
    return true;
  }
  if (word != "false" && word != "n") {
    refuse(line, "\"" + word + "\" is neither true nor false");
  }
  return false;
}

template <typename Value>
Value choice(const Line& line, const std::map<std::string, Value>& choices) {
  const auto found = choices.find(only_word(line));
  if (found == choices.end()) {
    std::string known;
    for (const auto& item : choices) {
      known += " " + item.first;
    }
    refuse(line, "\"" + line.words.front() + "\" is unknown to \"" + line.key + "=\"; known are" + known);
  }
  return found->second;
}

std::size_t find_component(const Parameters& parameters, const Line& line, const std::string& name) {
  const auto& components = parameters.components;
  const auto found = std::find_if(components.begin(), components.end(),
                                  [&](const Component& one) { return one.name == name; });
  if (found == components.end()) {
    refuse(line, "no line met= or macro= names \"" + name + "\"; add one, or take this line out");
  }
  return static_cast<std::size_t>(found - components.begin());
}

void add_component(Parameters& parameters, const Line& line) {
  if (line.words.size() != 4 || line.words[2] != "1" || line.words[3] != "0") {
    refuse(line, "takes FILE NAME 1 0, not \"" + joined(line.words) + "\"");
  }
  const auto& name = line.words[1];
  for (const auto& other : parameters.components) {
    if (other.name == name) {
      refuse(line, "\"" + name + "\" is already the component of line " + std::to_string(other.line) +
                       "; give it another name");
    }
  }
  parameters.components.push_back({name, line.words[0], line.key == "macro", false, line.number});
}

void warn(Parameters& parameters, const Line& line, const std::string& what) {
  parameters.warnings.push_back(line.file + ":" + std::to_string(line.number) + ": " + what);
}

void add_relation(Parameters& parameters, const Line& line) {
  static const std::map<std::string, RelationKind> kinds = {
      {"amplitude", RelationKind::amplitude},
      {"amplitude_soft", RelationKind::amplitude_soft},
      {"damping", RelationKind::damping},
      {"frequency_shift", RelationKind::frequency_shift}};
  if (line.words.size() < 3) {
    refuse(line, "takes COMPONENT REFERENCE RELATION, not \"" + joined(line.words) + "\"");
  }
  Relation relation;
  relation.line = line.number;
  relation.component = find_component(parameters, line, line.words[0]);
  relation.reference = find_component(parameters, line, line.words[1]);
  relation.kind = choice<RelationKind>({line.file, line.number, "rel", {line.words[2]}}, kinds);
  const bool soft = relation.kind == RelationKind::amplitude_soft;
  if (line.words.size() != (soft ? 4U : 3U)) {
    refuse(line, soft ? "amplitude_soft takes one number, the per cent that the ratio may be off 1"
                      : "\"" + line.words[2] + "\" takes nothing behind it");
  }
  relation.percent = soft ? number(line, 3) : 0;
  if (relation.percent < 0) {
    refuse(line, "the per cent of amplitude_soft are from 0");
  }
  if (relation.component == relation.reference) {
    refuse(line, "\"" + line.words[0] + "\" is related to itself; name two components");
  }
  for (const auto& other : parameters.relations) {
    if (other.kind == relation.kind && other.component == relation.component &&
        other.reference == relation.reference) {
      warn(parameters, line, "says what line " + std::to_string(other.line) + " says already");
    }
  }
  parameters.relations.push_back(relation);
}

void set_background(Parameters& parameters, const Line& line) {
  expect_words(line, 3);
  // Half of its components: what cQUEST makes of 10 are the sinusoids of an order of 5 (README.md).
  parameters.background_svd = {whole(line, 0), whole(line, 1), whole(line, 2) / 2};
  const auto& svd = parameters.background_svd;
  if (svd.rows + 1 > svd.points || svd.components < 1 || svd.components >= svd.rows ||
      svd.components > svd.points - svd.rows) {
    refuse(line, "takes POINTS ROWS COMPONENTS, more points than rows, and from 2 components to as many as "
                 "rows and columns");
  }
}

void set_water(Parameters& parameters, const Line& line) {
  expect_words(line, 2);
  parameters.water_ppm = number(line, 0);
  parameters.water_components = whole(line, 1);
  if (parameters.water_ppm < 0 || parameters.water_components < 1) {
    refuse(line, "takes PPM COMPONENTS: half the width about 0 Hz, from 0, and the order of HLSVD, from 1");
  }
}

using Setter = std::function<void(Parameters&, const Line&)>;

// Keys of cQUEST whose other values we do not know to mean anything.
Setter only(const std::string& value) {
  return [value](Parameters&, const Line& line) {
    if (joined(line.words) != value) {
      refuse(line, "\"" + line.key + "=" + joined(line.words) + "\" is not supported; \"" + value + "\" is");
    }
  };
}

const std::map<std::string, Setter>& setters() {
  static const std::map<std::string, Setter> all = {
      {"met", add_component},
      {"macro", add_component},
      {"rel", add_relation},
      {"estimate_phase",
       [](Parameters& to, const Line& line) {
         to.components[find_component(to, line, only_word(line))].free_phase = true;
       }},
      {"choiceDamping", [](Parameters& to, const Line& line) { to.common_damping = yes(line); }},
      {"lineshape",
       [](Parameters& to, const Line& line) {
         to.lineshape = choice<Lineshape>(line, {{"Gaussian", Lineshape::gaussian},
                                                 {"Lorentzian", Lineshape::lorentzian},
                                                 {"Voigt", Lineshape::voigt}});
       }},
      {"ExtraDampinglow/upp", [](Parameters& to, const Line& line) { to.damping = positive_range(line); }},
      {"GaussianDampinglow/upp",
       [](Parameters& to, const Line& line) { to.gaussian_damping = positive_range(line); }},
      {"FrequencyShiftlow/upp", [](Parameters& to, const Line& line) { to.shift = range(line); }},
      {"nbTrunc", [](Parameters& to, const Line& line) { to.truncated = whole(line); }},
      {"lastPoint",
       [](Parameters& to, const Line& line) {
         to.last_point = whole(line);
         to.last_point_line = line.number;
       }},
      {"nbIteration", [](Parameters& to, const Line& line) { to.iterations = whole(line, 1, 1000); }},
      {"nbTest", [](Parameters& to, const Line& line) { to.starts = whole(line, 0, k_most_starts); }},
      {"useHLSVD", [](Parameters& to, const Line& line) { to.lanczos = yes(line); }},
      {"backsel",
       [](Parameters& to, const Line& line) {
         to.background = choice<bool>(line, {{"0", false}, {"1", true}, {"2", true}});
       }},
      {"backgroundSVD", set_background},
      {"backgroundThres", [](Parameters& to, const Line& line) { to.background_threshold = number(line); }},
      {"estim_phi0",
       [](Parameters& to, const Line& line) {
         to.estimate_phase = choice<bool>(line, {{"Fixed", false}, {"Free", true}});
       }},
      {"init_phi0", [](Parameters& to, const Line& line) { to.phase = number(line); }},
      {"waterRemoval", set_water},
      {"SaveTXT2", [](Parameters& to, const Line& line) { to.quest2 = yes(line); }},
      {"estim_t0", only("Fixed")},
      {"init_t0", only("0")},
      {"modulus", only("0")},
      {"nbPointLeft", only("0")},
      {"sel", only("0")},
  };
  return all;
}

void apply(Parameters& parameters, const Line& line, std::map<std::string, std::size_t>& seen) {
  const auto setter = setters().find(line.key);
  if (setter == setters().end()) {
    std::string known;
    for (const auto& item : setters()) {
      known += " " + item.first;
    }
    refuse(line, "unknown key \"" + line.key + "\"; known are" + known);
  }
  const bool repeatable =
      line.key == "met" || line.key == "macro" || line.key == "rel" || line.key == "estimate_phase";
  const auto before = seen.emplace(line.key, line.number);
  if (!before.second && !repeatable) {
    warn(parameters, line, "replaces line " + std::to_string(before.first->second));
    before.first->second = line.number;
  }
  setter->second(parameters, line);
}

// Relations and phases may stand before the components that they name.
bool names_components(const Line& line) {
  return line.key == "rel" || line.key == "estimate_phase";
}

bool of_amplitudes(const Relation& relation) {
  return relation.kind == RelationKind::amplitude || relation.kind == RelationKind::amplitude_soft;
}

// Whether relations like `relation` lead from its reference back to its component.
bool closes_circle(const Parameters& parameters, const Relation& relation) {
  std::vector<std::size_t> reached = {relation.reference};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    for (const auto& other : parameters.relations) {
      const bool alike = other.kind == relation.kind || (of_amplitudes(other) && of_amplitudes(relation));
      if (alike && other.component == reached[i] &&
          std::find(reached.begin(), reached.end(), other.reference) == reached.end()) {
        reached.push_back(other.reference);
      }
    }
  }
  return std::find(reached.begin(), reached.end(), relation.component) != reached.end();
}

void check(const std::string& name, const Parameters& parameters) {
  if (parameters.components.empty()) {
    throw Mistake(name, 0, "names no component; add lines met=FILE NAME 1 0");
  }
  for (const auto& relation : parameters.relations) {
    if (closes_circle(parameters, relation)) {
      throw Mistake(name, relation.line,
                    "relations lead from \"" + parameters.components[relation.reference].name +
                        "\" back to \"" + parameters.components[relation.component].name +
                        "\"; take one of them out");
    }
    for (const auto index : {relation.component, relation.reference}) {
      if (of_amplitudes(relation) && parameters.components[index].free_phase) {
        throw Mistake(name, relation.line,
                      "\"" + parameters.components[index].name +
                          "\" has a phase of its own and a related amplitude; take one of the two lines out");
      }
    }
  }
  if (parameters.last_point > 0 && parameters.last_point <= parameters.truncated) {
    throw Mistake(name, parameters.last_point_line, "nbTrunc leaves no point before lastPoint; lower it");
  }
}

std::vector<Line> split(const std::string& name, const std::string& text) {
  std::vector<Line> lines;
  std::istringstream stream(text);
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    line.erase(std::find(line.begin(), line.end(), '#'), line.end());
    if (line.find_first_not_of(" \t\r") == std::string::npos) {
      continue;
    }
    const auto equals = line.find('=');
    if (equals == std::string::npos) {
      throw Mistake(name, number, "has no \"=\"; lines are KEY=VALUE, or comments behind #");
    }
    Line parsed = {name, number, "", {}};
    std::istringstream(line.substr(0, equals)) >> parsed.key;
    std::istringstream words(line.substr(equals + 1));
    for (std::string word; words >> word;) {
      parsed.words.push_back(word);
    }
    lines.push_back(std::move(parsed));
  }
  return lines;
}

} // namespace

Parameters parse_parameters(const std::string& name, const std::string& text) {
  Parameters parameters;
  parameters.file = name;
  std::map<std::string, std::size_t> seen;
  const auto lines = split(name, text);
  for (const bool later : {false, true}) {
    for (const auto& line : lines) {
      if (names_components(line) == later) {
        apply(parameters, line, seen);
      }
    }
  }
  check(name, parameters);
  return parameters;
}

} // namespace mrs_quantify
