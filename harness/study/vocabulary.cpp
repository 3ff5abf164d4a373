#include "harness/study/vocabulary.hpp"

#include "harness/collect/collect.hpp"
#include "harness/launch/engine.hpp"
#include "harness/score/score.hpp"
#include "harness/study/launchers.hpp"

namespace reprovip::study {

namespace {

template <typename Entries>
std::vector<model::PluginDecl> declarations_of(const Entries& entries) {
  std::vector<model::PluginDecl> declarations;
  declarations.reserve(entries.size());
  for (const auto& entry : entries) {
    declarations.push_back(entry.declaration);
  }
  return declarations;
}

} // namespace

const model::Vocabulary& vocabulary() {
  static const model::Vocabulary all = {.engines = declarations_of(launch::builtin_engines()),
                                        .launchers = declarations_of(builtin_launchers()),
                                        .metrics = score::builtin_metrics(),
                                        .readers = score::builtin_readers(),
                                        .normalisers = collect::builtin_normalisers(),
                                        .class_names = score::class_names()};
  return all;
}

} // namespace reprovip::study
