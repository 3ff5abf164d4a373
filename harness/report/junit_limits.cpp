#include "harness/base/format.hpp"
#include "harness/report/junit_cases.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <set>

namespace reprovip::report {

namespace {

constexpr std::size_t k_markup = 300;  // of a case without its texts
constexpr std::size_t k_picture = 400; // of its line, which is written later

std::size_t escaped_size(const std::string& text) {
  auto size = text.size();
  for (const char c : text) {
    size += c == '&' || c == '<' || c == '>' || c == '"' || c == '\n' ? 5 : 0;
  }
  return size;
}

std::size_t size_of(const JunitCase& one) {
  const bool told = one.result != CaseResult::passed;
  return k_markup + escaped_size(one.classname) + escaped_size(one.name) + escaped_size(one.file) +
         escaped_size(one.log) + (told ? escaped_size(one.message) + escaped_size(one.text) : 0) +
         (one.criterion.empty() ? 0 : k_picture);
}

std::size_t total(const std::vector<JunitCase>& cases) {
  std::size_t size = 0;
  for (const auto& one : cases) {
    size += size_of(one);
  }
  return size;
}

JunitCase left_out_case(const JunitCase& like, std::size_t count) {
  JunitCase note;
  note.classname = like.classname.substr(0, like.classname.find('.')) + ".report";
  note.name = "holds every case";
  note.file = like.file;
  note.result = CaseResult::skipped;
  note.type = "left-out";
  note.message = format("{} left out: the report would be larger than GitLab takes", counted(count, "case"));
  note.text = note.message;
  return note;
}

} // namespace

void keep_within(std::vector<JunitCase>& cases, std::size_t limit) {
  auto size = total(cases);
  for (const std::size_t most : {std::size_t{4} << 10U, std::size_t{600}, std::size_t{200}}) {
    if (size <= limit) {
      return;
    }
    for (auto& one : cases) {
      one.text = shorten(std::move(one.text), most);
      one.log = shorten(std::move(one.log), most);
      one.message = shorten(std::move(one.message), most);
    }
    size = total(cases);
  }
  if (size <= limit) {
    return;
  }
  std::vector<bool> out(cases.size());
  for (const auto result :
       {CaseResult::passed, CaseResult::skipped, CaseResult::error, CaseResult::failure}) {
    for (auto i = cases.size(); i-- > 0 && size > limit;) {
      if (cases[i].result == result) {
        out[i] = true;
        size -= size_of(cases[i]);
      }
    }
  }
  auto note = left_out_case(cases.front(), static_cast<std::size_t>(std::ranges::count(out, true)));
  std::vector<JunitCase> kept;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!out[i]) {
      kept.push_back(std::move(cases[i]));
    }
  }
  kept.push_back(std::move(note));
  cases = std::move(kept);
}

void make_unique(std::vector<JunitCase>& cases) {
  std::set<std::string> seen;
  for (auto& one : cases) {
    const auto name = one.name;
    for (int count = 2; !seen.insert(one.classname + "_" + one.name).second; ++count) {
      one.name = format("{} #{}", name, count);
    }
  }
}

} // namespace reprovip::report
