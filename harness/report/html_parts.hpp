#pragma once

#include "harness/base/json.hpp"
#include "harness/model/study.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

// The sections of the page, each a whole <section> or "", and the small parts they share. Every text that
// comes from a study goes through `html`.
namespace reprovip::report {

std::string html_first(const model::Study& study); // alerts and grades
std::string html_plots(const model::Study& study);
std::string html_outputs(const model::Study& study);
std::string html_criteria(const model::Study& study);
std::string html_values(const model::Study& study);
std::string html_scores(const model::Study& study);
std::string html_pictures(const model::Study& study);
std::string html_executions(const model::Study& study);
std::string html_environments(const model::Study& study);
std::string html_replay(const model::Study& study);

// `text` escaped, at most about `limit` bytes of it.
std::string brief_html(std::string_view text, std::size_t limit = 2000);
// A table cell of escaped text; `style` is a class of page/css.
std::string td(std::string_view text, std::string_view style = {});
std::string header_row(std::initializer_list<std::string_view> names);
std::string section(std::string_view id, std::string_view title, const std::string& content,
                    std::string_view attributes = {});
// Ids of a page's elements: "criterion-retest", "output-amplitudes"; those that are no plain words get a
// number.
std::string criterion_anchor(const model::Study& study, const std::string& criterion);
std::string output_anchor(const model::Study& study, const std::string& output);
// A word on a coloured ground, with a sign so that it does not speak by colour only.
std::string chip(model::Status status);
std::string chip(model::Grade grade);
std::string_view style_of(model::Status status);
std::string_view sign_of(model::Status status);
// JSON that scripts of the page read by its id.
std::string data_island(std::string_view id, const Json& json);
// "... and N more in the JSON report", or "".
std::string rest_note(std::size_t count, std::size_t shown, std::string_view what);

} // namespace reprovip::report
