#include "tests/unit/score/hostile.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace reprovip::score {
namespace {

using test::across_levels;
using test::expect_honest;
using test::shown;
using test::usable_options;

const double k_nan = std::numeric_limits<double>::quiet_NaN();
const double k_inf = std::numeric_limits<double>::infinity();

std::vector<model::Value> bad_values(const model::OptionDecl& option) {
  if (!option.choices.empty()) {
    return {std::string("no such choice")};
  }
  const bool is_share = option.name == "confidence" || option.name == "alpha" || option.name == "beta" ||
                        option.name == "probability" || option.name == "quantile";
  return is_share ? std::vector<model::Value>{-1.0, 2.0, k_nan, k_inf} : std::vector<model::Value>{};
}

TEST(Hostile, OptionsOutOfRangeAreRefused) {
  for (const auto& entry : metric_table()) {
    for (const auto& option : entry.declaration.options) {
      for (const auto& value : bad_values(option)) {
        SCOPED_TRACE(entry.declaration.name + ", " + option.name + " = " + model::to_text(value));
        auto options = usable_options(entry);
        options[option.name] = value;
        const auto plugin = entry.make(options);
        ASSERT_FALSE(plugin);
        const auto& message = plugin.error().message;
        EXPECT_TRUE(message.find(option.name) != std::string::npos ||
                    message.find(model::to_text(value)) != std::string::npos)
            << message;
      }
    }
  }
}

TEST(Hostile, AnyNumberAsAnOptionIsTakenOrRefused) {
  const auto sample = test::sample_of({{1, 2, 3, 4}, {2, 3, 4, 7}, {9, 8, 8, 8}});
  for (const auto& entry : metric_table()) {
    for (const auto& option : entry.declaration.options) {
      if (option.type != model::OptionType::number && option.type != model::OptionType::integer) {
        continue;
      }
      for (const double value : {-1e308, -1.0, 0.0, 0.5, 1e308, k_nan, k_inf}) {
        SCOPED_TRACE(entry.declaration.name + ", " + option.name + " = " + std::to_string(value));
        auto options = usable_options(entry);
        options[option.name] = value;
        const auto plugin = entry.make(options);
        if (!plugin) {
          EXPECT_FALSE(plugin.error().message.empty());
        } else if (const auto* metric = std::get_if<std::unique_ptr<ValuesMetric>>(&*plugin)) {
          expect_honest(shown((*metric)->of(sample)), false);
          expect_honest(shown((*metric)->of(across_levels(sample, 2))), false);
        }
      }
    }
  }
}

TEST(Hostile, EveryMetricIsDocumented) {
  for (const auto& entry : metric_table()) {
    SCOPED_TRACE(entry.declaration.name);
    for (const auto& text : {entry.declaration.doc, entry.formula, entry.source, entry.inputs, entry.range,
                             entry.undefined, entry.default_per}) {
      EXPECT_FALSE(text.empty());
    }
  }
}

} // namespace
} // namespace reprovip::score
