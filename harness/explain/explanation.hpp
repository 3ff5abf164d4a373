#pragma once

#include "harness/base/json.hpp"
#include "harness/explain/inquiry.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reprovip::explain {

struct OutputExplanation {
  std::string output;
  Conclusion conclusion;
  std::vector<std::string> notes; // of its values: what switching did to their spread
  std::string failed;             // how executions of the reference fail: nothing is explained then
};

// What `reprovip explain` says of a study.
struct Explanation {
  std::string study;
  std::string reference;               // "cpu=host, threads=1"; "" = the study has one condition only
  std::vector<std::string> candidates; // by number: "cpu: host → -fma"
  std::vector<std::string> subjects;
  std::vector<OutputExplanation> outputs;
  std::vector<std::string> dropped; // candidates that cannot be switched here, with the reason
  double confidence = 0.95;
  std::uint32_t ran = 0;       // executions, now
  std::uint32_t looked_at = 0; // executions in all
  bool spent = false;          // the budget is
  bool stopped = false;        // by an interrupt or a failure of the infrastructure, whatever the budget
  std::string budget;          // as it was given
  std::string again;           // the command that goes on
};

// Nothing is left to find out: nothing differs, or what differs has causes of the confidence asked for.
bool is_explained(const OutputExplanation& output);

// One sentence: what is to blame, on what evidence.
std::string sentence(const Explanation& explanation, const OutputExplanation& output);
// For people: the sentence of every output, its table of steps, what is left.
std::string to_text(const Explanation& explanation);
std::string to_markdown(const Explanation& explanation);
Json to_json(const Explanation& explanation);

} // namespace reprovip::explain
