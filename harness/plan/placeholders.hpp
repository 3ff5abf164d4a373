#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/plan/design.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::plan {

// What one execution is about: everything that its words are made from.
struct Case {
  const model::Resolved& resolved;
  const model::Subject& subject;
  const Levels& levels;
  const model::Application& application; // of the condition's deployment
  std::uint64_t seed = 0;                // 0: none
};

// No text: an optional value that is absent. Several: an input or parameter that is a list.
using Texts = std::vector<std::string>;

// The value of `id` under these levels: of its factor, else fixed by the protocol, else the application's
// default.
std::optional<model::Value> param_value(const model::Protocol& protocol,
                                        const model::Application& application, const Levels& levels,
                                        std::string_view id);

// The items of a parameter's value: of a list, written as the text of a JSON array; else the value itself.
Texts list_items(const model::ParamDecl& param, const model::Value& value);

// {input.ID} {input.ID.name} {input.ID.stem} {param.ID} {subject} {subject.label} {column.NAME} {threads}
// {seed} {out} {app} {build}. An unknown name, a required value that is absent, and a {seed} that nothing
// sets are errors.
Result<Texts> placeholder(const Case& about, std::string_view name);

// `text` with its placeholders replaced. With an absent optional value in it, it vanishes: no text. With a
// list in it, it is repeated for each item; two different lists in one word are an error.
Result<Texts> expand_word(const Case& about, const std::string& text);

// As `expand_word`, the items of a list joined by blanks; nothing when it vanishes.
Result<std::optional<std::string>> expand_text(const Case& about, const std::string& text);

// "a.nii.gz" → "a", "b_3.0T.mrui" → "b_3.0T": without its last extension, and without one more before a
// compression's.
std::string stem_of(const std::string& file_name);

// The level of `threads`; 0 when it is no factor.
std::uint32_t threads_of(const model::Protocol& protocol, const Levels& levels);

} // namespace reprovip::plan
