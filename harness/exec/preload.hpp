#pragma once

#include "harness/exec/record.hpp"

namespace reprovip::exec {

// The settings that act inside the program, by the library of harness/preload: "rounding", "readdir",
// "clock". They are told in REPROVIP_* variables, which the program can see.
class Preload {
public:
  // Null: there is no library; `record` is the record that is written beside the mark.
  Preload(const char* library, const char* record) : m_library(library), m_record(record) {}

  // False: `why` tells why not.
  bool ask_rounding(const char* level, Text& why);
  bool ask_readdir(const char* level, Text& why);
  bool ask_clock(const char* level, Text& why);
  // For the reason of a failure: "rounding=up".
  void name(const char* assignment);

  // Before the start, when something was asked: in front of what the program loads by itself. False:
  // `refusal`.
  bool arm(Text& refusal);
  // After the end: a setting that no program has heard of is a failure, not a result.
  void judge(Record& record) const;

private:
  const char* m_library;
  const char* m_record;
  Text m_asked;
  Text m_mark; // a file: the library removes it
};

} // namespace reprovip::exec
