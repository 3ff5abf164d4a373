#pragma once

#include "harness/store/store.hpp"
#include "harness/sys/hash.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <string>

namespace reprovip::store {

class StoreTest : public testing::Test {
protected:
  Store open(Access access = Access::write) {
    auto store = Store::open(root(), access);
    EXPECT_TRUE(store.has_value()) << (store ? "" : render(store.error()));
    return std::move(*store);
  }
  sys::Path root() const { return m_directory.path() / "store"; }
  const test::TempDir& directory() const { return m_directory; }

private:
  test::TempDir m_directory;
};

inline Digest cell_named(const std::string& name) {
  return sys::sha256(name);
}

inline model::Record record_of(const Store::Attempt& attempt, const Digest& cell, std::uint32_t repetition,
                               model::Outcome outcome = model::Outcome::succeeded) {
  model::Record record;
  record.study = "study";
  record.cell = cell;
  record.repetition = repetition;
  record.attempt = attempt.id;
  record.subject = "sub-01";
  record.argv = {"program", "--in", "in/a"};
  record.ending.outcome = outcome;
  return record;
}

// Makes an attempt and writes its record.
inline Store::Attempt add_record(Store& store, const Digest& cell, std::uint32_t repetition,
                                 model::Outcome outcome = model::Outcome::succeeded) {
  auto attempt = store.new_attempt(cell, repetition);
  EXPECT_TRUE(attempt.has_value());
  EXPECT_TRUE(store.write_record(*attempt, record_of(*attempt, cell, repetition, outcome)).has_value());
  return *attempt;
}

// A plan of `cells` cells with `repetitions` executions each.
inline model::Plan plan_of(std::size_t cells, std::uint32_t repetitions) {
  model::Plan plan;
  plan.study = "study";
  for (std::size_t i = 0; i < cells; ++i) {
    plan.cells.push_back({static_cast<std::uint32_t>(i), 0, cell_named("cell " + std::to_string(i))});
    for (std::uint32_t r = 1; r <= repetitions; ++r) {
      plan.executions.push_back({static_cast<std::uint32_t>(i), r, 0});
    }
  }
  return plan;
}

} // namespace reprovip::store
