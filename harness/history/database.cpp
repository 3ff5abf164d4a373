#include "harness/history/database.hpp"

#include "harness/base/format.hpp"

#include <cmath>
#include <sqlite3.h>

namespace reprovip::history {

namespace {

constexpr int k_busy_ms = 10000;

bool says_damaged(int code) {
  const int primary = code & 0xff;
  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_ERROR ||
         primary == SQLITE_FORMAT;
}

} // namespace

struct Database::State {
  sqlite3* handle = nullptr;
  std::string name;
  bool damaged = false;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { sqlite3_close(handle); }

  Error error(int code) {
    damaged = damaged || says_damaged(code);
    return make_error(ErrorKind::environment, format("{}: {}", name, sqlite3_errmsg(handle)));
  }
  Result<void> check(int code) {
    return code == SQLITE_OK ? Result<void>{} : Result<void>(tl::unexpected(error(code)));
  }
};

struct Statement::State {
  std::shared_ptr<Database::State> database;
  sqlite3_stmt* handle = nullptr;
  int bound = SQLITE_OK; // the first error of binding: said by `next`

  explicit State(std::shared_ptr<Database::State> its) : database(std::move(its)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { sqlite3_finalize(handle); }

  void remember(int code) {
    if (bound == SQLITE_OK) {
      bound = code;
    }
  }
};

Result<Database> Database::open(const sys::Path& file) {
  auto state = std::make_shared<State>();
  state->name = file.empty() ? "history in memory" : file.string();
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const auto path = file.empty() ? std::string(":memory:") : file.string();
  TRY(state->check(sqlite3_open_v2(path.c_str(), &state->handle, flags, nullptr)));
  sqlite3_busy_timeout(state->handle, k_busy_ms);
  return Database(std::move(state));
}

Result<void> Database::execute(const std::string& sql) {
  return m_state->check(sqlite3_exec(m_state->handle, sql.c_str(), nullptr, nullptr, nullptr));
}

Result<Statement> Database::prepare(const std::string& sql) {
  auto state = std::make_shared<Statement::State>(m_state);
  const auto size = static_cast<int>(sql.size());
  TRY(m_state->check(sqlite3_prepare_v2(m_state->handle, sql.data(), size, &state->handle, nullptr)));
  return Statement(std::move(state));
}

bool Database::is_damaged() const {
  return m_state->damaged;
}

Statement& Statement::set(int parameter, std::string_view text) {
  m_state->remember(sqlite3_bind_text(m_state->handle, parameter, text.data(), static_cast<int>(text.size()),
                                      SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::set(int parameter, std::int64_t number) {
  m_state->remember(sqlite3_bind_int64(m_state->handle, parameter, number));
  return *this;
}

Statement& Statement::set(int parameter, std::optional<double> number) {
  m_state->remember(number && std::isfinite(*number)
                        ? sqlite3_bind_double(m_state->handle, parameter, *number)
                        : sqlite3_bind_null(m_state->handle, parameter));
  return *this;
}

Result<bool> Statement::next() {
  TRY(m_state->database->check(m_state->bound));
  const int code = sqlite3_step(m_state->handle);
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    return tl::unexpected(m_state->database->error(code));
  }
  return code == SQLITE_ROW;
}

Result<void> Statement::run() {
  for (bool more = true; more;) {
    TRY_ASSIGN(more, next());
  }
  return again();
}

Result<void> Statement::again() {
  m_state->bound = SQLITE_OK;
  return m_state->database->check(sqlite3_reset(m_state->handle));
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(m_state->handle, column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(m_state->handle, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_state->handle, column));
  return bytes == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(bytes), size);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(m_state->handle, column);
}

std::optional<double> Statement::number(int column) const {
  return is_null(column) ? std::nullopt : std::optional(sqlite3_column_double(m_state->handle, column));
}

} // namespace reprovip::history
