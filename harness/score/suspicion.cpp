#include "harness/score/suspicion.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace reprovip::score {

namespace {

// All numbers of an output at a glance.
struct Glance {
  std::size_t numbers = 0;
  bool all_nan = true;
  bool constant = true; // among those that are not NaN, with no NaN beside
  double value = 0;
  bool is_image = false;

  void add(double number) {
    constant = constant && !std::isnan(number) && (numbers == 0 || number == value);
    value = numbers == 0 ? number : value;
    all_nan = all_nan && std::isnan(number);
    ++numbers;
  }
  bool is_varied() const { return !all_nan && !constant; }
};

void look_at(const Data& data, Glance& glance) {
  if (const auto* image = std::get_if<Image>(&data)) {
    glance.is_image = true;
    for (std::size_t i = 0; i < image->values.size() && (i == 0 || !glance.is_varied()); ++i) {
      glance.add(image->values[i]);
    }
    return;
  }
  for (const auto& value : named_values(data, "")) {
    if (const auto* number = std::get_if<Number>(&value.cell)) {
      glance.add(number->value);
    }
  }
}

std::string glance_text(const Glance& glance) {
  if (glance.numbers == 0 || glance.is_varied()) {
    return "fine";
  }
  if (glance.all_nan) {
    return "nan";
  }
  const bool enough = glance.is_image ? glance.numbers > 1 : glance.numbers > 2;
  return enough ? format("constant {}", glance.value) : "fine";
}

// "fine", "nan", "constant 0"; nothing when it cannot be read.
std::optional<std::string> glance_at(const model::OutputDecl& declaration, const model::Output& output,
                                     const std::string& subject, Loader& loader) {
  const auto key = format("glance/1/{}/{}", reading_key(declaration, output), output.raw.hex);
  if (loader.cache() != nullptr) {
    if (auto known = loader.cache()->find(key)) {
      return known;
    }
  }
  const auto loaded = loader.load(declaration, output, subject);
  if (!loaded) {
    return std::nullopt;
  }
  Glance glance;
  for (const auto& file : **loaded) {
    look_at(file.data, glance);
  }
  auto text = glance_text(glance);
  if (loader.cache() != nullptr) {
    loader.cache()->keep(key, text);
  }
  return text;
}

} // namespace

std::string suspicion_of(const Scene& scene, const model::OutputDecl& output, Loader& loader) {
  bool any = false;
  bool all_empty = true;
  std::set<std::string> glances;
  std::set<Digest> seen;
  for (const auto execution : scene.executions()) {
    const auto* found = scene.output(execution, output.id);
    if (found == nullptr || !seen.insert(found->raw).second) {
      continue;
    }
    any = true;
    all_empty = all_empty && found->empty;
    if (found->empty) {
      continue;
    }
    const auto glance = glance_at(output, *found, scene.subject_name(execution), loader);
    // One output with something in it clears all of them: no more needs to be read.
    if (!glance || *glance == "fine" || (!glances.empty() && !glances.contains(*glance))) {
      return "";
    }
    glances.insert(*glance);
  }
  if (!any) {
    return "";
  }
  if (all_empty) {
    return "it is empty in every execution";
  }
  if (glances.contains("nan")) {
    return "every number in it is NaN, in every execution";
  }
  return format("every number in it is {}, in every execution", glances.begin()->substr(9));
}

} // namespace reprovip::score
