#include "harness/protocol/params.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

std::string_view noun_of(model::ParamType type) {
  switch (type) {
  case model::ParamType::string:
    return "text";
  case model::ParamType::integer:
    return "a whole number";
  case model::ParamType::number:
    return "a number";
  case model::ParamType::boolean:
    return "true or false";
  }
  return "text";
}

bool fits(const Node& node, model::ParamType type) {
  switch (type) {
  case model::ParamType::string:
    return node.is_text();
  case model::ParamType::integer:
    return node.kind == Node::Kind::integer;
  case model::ParamType::number:
    return node.is_number();
  case model::ParamType::boolean:
    return node.kind == Node::Kind::boolean;
  }
  return false;
}

std::string type_advice(const Node& node, model::ParamType type) {
  if (node.is_number() && type == model::ParamType::string) {
    return format("write \"{}\"", model::to_text(value_of(node)));
  }
  return node.is_text() && !node.text.empty() && type != model::ParamType::string ? "write it without quotes"
                                                                                  : "";
}

// "" when the number is within the limits.
std::string beyond(double number, const model::ParamDecl& param) {
  if (param.minimum && (param.exclusive_minimum ? number <= *param.minimum : number < *param.minimum)) {
    return format("must be {} {:g}", param.exclusive_minimum ? "more than" : "at least", *param.minimum);
  }
  if (param.maximum && (param.exclusive_maximum ? number >= *param.maximum : number > *param.maximum)) {
    return format("must be {} {:g}", param.exclusive_maximum ? "less than" : "at most", *param.maximum);
  }
  return {};
}

// "" when a list may have so many items.
std::string miscounted(std::size_t count, const model::ListLimits& limits) {
  if (count < limits.fewest) {
    return format("takes at least {} items, not {}", limits.fewest, count);
  }
  return limits.most != 0 && count > limits.most
             ? format("takes at most {} items, not {}", limits.most, count)
             : std::string{};
}

bool is_choice(const model::Value& value, const model::ParamDecl& param) {
  return param.choices.empty() ||
         std::ranges::any_of(param.choices, [&](const auto& choice) { return model::same(choice, value); });
}

std::optional<model::Value> item_value(const Node& node, const model::ParamDecl& param,
                                       Diagnostics& diagnostics) {
  const auto report = [&](const std::string& what, const std::string& advice) {
    diagnostics.add(node.at, format("parameter \"{}\" {}", param.id, what), advice);
    return std::nullopt;
  };
  if (!fits(node, param.type)) {
    return report(format("must be {}, not {}", noun_of(param.type), kind_name(node.kind)),
                  type_advice(node, param.type));
  }
  const auto value = value_of(node);
  if (!is_choice(value, param)) {
    std::vector<std::string> texts;
    for (const auto& choice : param.choices) {
      texts.push_back(model::to_text(choice));
    }
    return report(format("cannot be \"{}\"", model::to_text(value)),
                  suggestion(model::to_text(value), texts));
  }
  if (node.is_number()) {
    if (const auto what = beyond(node.number, param); !what.empty()) {
      return report(what, "");
    }
  }
  return value;
}

} // namespace

std::optional<model::Value> param_value(const Node& node, const model::ParamDecl& param,
                                        Diagnostics& diagnostics) {
  if (!param.list) {
    if (!node.is_list()) {
      return item_value(node, param, diagnostics);
    }
    diagnostics.add(node.at, format("parameter \"{}\" takes one value, not a list", param.id),
                    "a parameter that varies is a factor: put its levels in [factors]");
    return std::nullopt;
  }
  Json array = Json::array();
  const auto add = [&](const Node& item) {
    if (const auto value = item_value(item, param, diagnostics)) {
      array.push(model::to_json(*value));
    }
  };
  if (node.is_list()) {
    std::ranges::for_each(node.items, add);
  } else {
    add(node);
  }
  if (const auto what = miscounted(node.is_list() ? node.items.size() : 1, param.limits); !what.empty()) {
    diagnostics.add(node.at, format("parameter \"{}\" {}", param.id, what));
  }
  return dump(array);
}

} // namespace reprovip::protocol
