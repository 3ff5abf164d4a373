#include "harness/study/left_elsewhere.hpp"

#include "harness/base/format.hpp"

namespace reprovip::study {

namespace {

constexpr std::size_t k_digits = 8; // of a study's id, behind the protocol's name and a dash

std::string without_digits(const std::string& study) {
  return study.size() > k_digits ? study.substr(0, study.size() - k_digits) : "";
}

} // namespace

std::vector<std::string> notes_on_left_elsewhere(const store::Store& store, const model::Plan& plan) {
  std::vector<std::string> notes;
  for (const auto& name : sys::list_names(store.root() / "launch")) {
    const auto folder = store.root() / "launch" / name;
    const bool is_other = name != plan.study && without_digits(name) == without_digits(plan.study);
    if (is_other && !sys::list_names(folder).empty()) {
      notes.push_back(format(
          "executions of study {} may still run elsewhere, and are not followed: the protocol, its options "
          "or "
          "its inputs are others now. Run it as it was, to follow them; or stop them by hand and remove {}",
          name, folder.string()));
    }
  }
  return notes;
}

} // namespace reprovip::study
