#pragma once

#include "harness/exec/text.hpp"

namespace reprovip::exec {

// The members of an execution's record, in the order in which they are written. Names are part of the stored
// format: see k_names in record.cpp.
enum class Member {
  outcome,
  exit_code,
  signal,
  reason,
  infrastructure,
  started_ms,
  ended_ms,
  usage,
  libraries,
  facts,
  out,
  err
};
constexpr int k_member_count = 12;

// One JSON object, member by member as JSON text: the outer end takes members over from the inner end as they
// are.
class Record {
public:
  void set(Member member, std::string_view json);
  void set_text(Member member, std::string_view text);
  void set_number(Member member, long long number);
  // After what there is already.
  void add_to_reason(std::string_view sentence);
  void add_fact(std::string_view name, std::string_view value);

  // From the text of another record. False: it is none.
  bool read(std::string_view json);
  void take(Member member, const Record& other);
  void take_facts(const Record& other);

  std::string_view get(Member member) const { return m_members[static_cast<int>(member)].view(); }
  bool is_outcome(std::string_view name) const;
  long long number(Member member) const; // 0 when it is none

  // With a newline at the end.
  void write(Text& into) const;

private:
  Text m_members[k_member_count]; // empty: null, or left out
  Text m_facts;                   // without braces
};

} // namespace reprovip::exec
