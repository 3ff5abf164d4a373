#pragma once

#include "harness/model/score.hpp"
#include "harness/score/scene.hpp"
#include "harness/stats/exchange.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reprovip::score {

// The executions of the subjects that have more than one (canonical) class of an output, by subject.
struct ClassTable {
  std::vector<std::uint32_t> execution;
  std::vector<std::uint32_t> subject;
  std::vector<std::uint32_t> label; // the class within its subject
};
ClassTable class_table(const std::vector<model::SubjectClasses>& subjects);

// A factor, or a pair of them, as it divides the executions of a table.
struct Division {
  std::string factor;
  bool observed = false;
  std::vector<std::string> names;   // of the levels that occur, in order
  std::vector<std::uint32_t> level; // of each execution
  std::vector<std::string> own;     // the planned factors it is made of
  std::vector<std::string> same_as;
};
// The planned factors, then the observed ones of more than one level among the executions. Observed ones that
// divide as an earlier one does stand in its `same_as`.
std::vector<Division> divisions(const Scene& scene, const ClassTable& table);
Division crossed(const Division& a, const Division& b);
bool same_division(const Division& a, const Division& b);

// Levels change places within a subject and the levels of all planned factors that are not the division's
// own.
stats::Exchange exchange_of(const Scene& scene, const ClassTable& table, const Division& division);

// How the levels lie in the classes: "-avx512 | host, -fma", the fewest levels first. "" unless each level
// has one class in each subject, and levels that share a class in one subject share it in all.
std::string split_words(const ClassTable& table, const Division& division);

} // namespace reprovip::score
