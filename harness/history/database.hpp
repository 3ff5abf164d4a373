#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace reprovip::history {

class Statement;

// An SQLite database. One thread at a time.
class Database {
public:
  // Makes the file when it is not there; an empty path is a database in memory.
  static Result<Database> open(const sys::Path& file);

  Result<void> execute(const std::string& sql); // one or several statements, without results
  Result<Statement> prepare(const std::string& sql);
  // Whether an error so far says that the file is no database, is damaged, or has not our tables.
  bool is_damaged() const;

private:
  friend class Statement;
  struct State;
  explicit Database(std::shared_ptr<State> state) : m_state(std::move(state)) {}
  std::shared_ptr<State> m_state;
};

// A prepared statement: `set` its parameters (from 1), `next` for each row, then columns from 0. `again`
// before it is used once more.
class Statement {
public:
  Statement& set(int parameter, std::string_view text);
  Statement& set(int parameter, const char* text) { return set(parameter, std::string_view(text)); }
  Statement& set(int parameter, const std::string& text) { return set(parameter, std::string_view(text)); }
  Statement& set(int parameter, std::int64_t number);
  Statement& set(int parameter, std::optional<double> number); // absent or not finite: NULL

  Result<bool> next(); // whether there is a row
  Result<void> run();  // to its end, then `again`
  Result<void> again();

  bool is_null(int column) const;
  std::string text(int column) const;
  std::int64_t integer(int column) const;
  std::optional<double> number(int column) const;

private:
  friend class Database;
  struct State;
  explicit Statement(std::shared_ptr<State> state) : m_state(std::move(state)) {}
  std::shared_ptr<State> m_state;
};

} // namespace reprovip::history
