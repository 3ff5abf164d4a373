#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace reprovip::stats {

// How p values of several tests are adjusted, so that each may be compared with the level of all of them.
// Holm 1979 and Bonferroni hold the chance of one false rejection whatever the dependence; Hochberg 1988 and
// Sidak 1967 do for independent (or positively dependent) tests; Benjamini & Hochberg 1995 holds the expected
// share of false rejections among the rejected, Benjamini & Yekutieli 2001 whatever the dependence.
enum class Adjustment { none, bonferroni, sidak, holm, hochberg, benjamini_hochberg, benjamini_yekutieli };

// "none", "bonferroni", "sidak", "holm", "hochberg", "bh", "by"; nothing for another word.
std::optional<Adjustment> adjustment_from(std::string_view name);

// In the order given, never above 1; as R's p.adjust (Sidak: 1 - (1 - p)^n). All p are in [0, 1].
std::vector<double> adjusted(std::span<const double> p, Adjustment method);

} // namespace reprovip::stats
