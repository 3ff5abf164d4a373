#include "harness/exec/task_file.hpp"

#include "harness/exec/disk.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

constexpr std::size_t k_size_limit = std::size_t{256} << 20; // bytes
constexpr std::string_view k_version = "1";

char* copy_of(std::string_view word) {
  auto* const copy = static_cast<char*>(std::malloc(word.size() + 1));
  if (copy == nullptr) {
    std::exit(70);
  }
  std::memcpy(copy, word.data(), word.size());
  copy[word.size()] = '\0';
  return copy;
}

template <typename T>
T* room_for(std::size_t count) {
  auto* const room = static_cast<T*>(std::calloc(count, sizeof(T)));
  if (room == nullptr) {
    std::exit(70);
  }
  return room;
}

// What of `path` is behind the folder; empty: it is not below it.
std::string_view below(std::string_view folder, std::string_view path) {
  if (slice(path, 0, folder.size()) != folder || slice(path, folder.size(), 1) != "/") {
    return {};
  }
  const auto inside = slice(path, folder.size() + 1);
  for (auto rest = inside; !rest.empty();) {
    if (cut(rest, '/') == "..") {
      return {};
    }
  }
  return inside;
}

class Reader {
public:
  Reader(const char* path, TaskFile& task) : m_path(path), m_task(task) {}

  bool read() {
    Text content;
    if (!read_file(m_path, content, k_size_limit)) {
      std::fprintf(stderr, "reprovip-exec: cannot read the task \"%s\": %s\n", m_path, std::strerror(errno));
      return false;
    }
    const auto bytes = content.view();
    if (bytes.empty() || bytes.back() != '\0') {
      return refuse("it is cut off, or no task", "");
    }
    m_rest = bytes;
    if (bytes.front() == '{') {
      static_cast<void>(cut(m_rest, '\n'));
    }
    std::size_t words = 0;
    for (const char byte : bytes) {
      words += byte == '\0' ? 1U : 0U;
    }
    m_task.environment = room_for<char*>(words + 1);
    m_task.arguments = room_for<char*>(words + 1);
    m_task.staged = room_for<Staged>(words + 1);
    return read_begin() && read_keys() && check();
  }

private:
  bool refuse(const char* what, std::string_view word) const {
    Text quoted;
    quoted.add_quoted(word);
    std::fprintf(stderr, "reprovip-exec: the task \"%s\" is broken: %s%s%s\n", m_path, what,
                 word.empty() ? "" : " ", word.empty() ? "" : quoted.c_str());
    return false;
  }
  bool next(std::string_view& word) {
    const bool is_there = !m_rest.empty();
    word = cut(m_rest, '\0');
    return is_there;
  }
  bool read_begin();
  bool read_keys();
  bool read_value(std::string_view key);
  bool read_staged(std::string_view key, std::string_view path);
  bool check();

  const char* m_path;
  TaskFile& m_task;
  std::string_view m_rest;
  std::size_t m_variables = 0;
};

bool Reader::read_begin() {
  std::string_view word;
  if (!next(word) || word != "reprovip-task") {
    return refuse("it does not begin with \"reprovip-task\" but with", word);
  }
  if (!next(word) || word != k_version) {
    return refuse("this reprovip-exec reads version 1, it is of version", word);
  }
  return true;
}

bool Reader::read_keys() {
  std::string_view key;
  while (next(key)) {
    if (key == "args") {
      std::string_view word;
      for (std::size_t count = 0; next(word); ++count) {
        m_task.arguments[count] = copy_of(word);
      }
    } else if (!read_value(key)) {
      return false;
    }
  }
  return true;
}

bool Reader::read_value(std::string_view key) {
  std::string_view value;
  if (!next(value)) {
    return refuse("nothing follows", key);
  }
  if (key == "attempt") {
    m_task.attempt = copy_of(value);
    return true;
  }
  if (key == "env") {
    m_task.environment[m_variables++] = copy_of(value);
    const auto equals = value.find('=');
    return (equals != 0 && equals != std::string_view::npos) || refuse("no NAME=VALUE:", value);
  }
  return read_staged(key, value);
}

bool Reader::read_staged(std::string_view key, std::string_view path) {
  using Kind = Staged::Kind;
  const bool is_link = key == "link";
  if (!is_link && key != "dir" && key != "file") {
    return refuse("unknown key", key);
  }
  std::string_view target;
  if (is_link && !next(target)) {
    return refuse("no target of the link", path);
  }
  m_task.staged[m_task.staged_count++] = {is_link        ? Kind::link
                                          : key == "dir" ? Kind::directory
                                                         : Kind::file,
                                          copy_of(path), is_link ? copy_of(target) : nullptr};
  return true;
}

bool Reader::check() {
  if (m_task.attempt == nullptr) {
    return refuse("it names no attempt", "");
  }
  const std::string_view attempt = m_task.attempt;
  if (attempt.empty() || attempt.front() != '/' || attempt.back() == '/') {
    return refuse("not the absolute path of an attempt:", attempt);
  }
  for (std::size_t i = 0; i < m_task.staged_count; ++i) {
    const auto inside = below(attempt, m_task.staged[i].path);
    if (inside.empty()) {
      return refuse("not below its attempt:", m_task.staged[i].path);
    }
    m_task.staged[i].path += attempt.size() + 1;
  }
  const char* const first = m_task.arguments[0];
  if (first == nullptr || std::strcmp(first, "run") != 0) {
    return refuse("its arguments do not begin with \"run\" but with", first == nullptr ? "" : first);
  }
  return true;
}

std::string_view id_of(std::string_view attempt) {
  return slice(attempt, attempt.rfind('/') + 1);
}

char* with_tried_id(std::string_view word, std::string_view id, std::string_view tried) {
  Text changed;
  for (auto at = word.find(id); at != std::string_view::npos; at = word.find(id)) {
    changed.add(slice(word, 0, at)).add(tried);
    word = slice(word, at + id.size());
  }
  changed.add(word);
  return copy_of(changed.view());
}

} // namespace

bool read_task(const char* path, TaskFile& task) {
  return Reader(path, task).read();
}

void turn_into_try(TaskFile& task, int number) {
  const Text id(id_of(task.attempt));
  Text tried(id.view());
  tried.add('.').add_number(number);
  for (char** list : {task.environment, task.arguments}) {
    for (; *list != nullptr; ++list) {
      *list = with_tried_id(*list, id.view(), tried.view());
    }
  }
  Text attempt(task.attempt);
  attempt.add('.').add_number(number);
  task.attempt = copy_of(attempt.view());
}

} // namespace reprovip::exec
