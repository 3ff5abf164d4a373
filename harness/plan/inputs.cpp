#include "harness/plan/inputs.hpp"

#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/base/suggest.hpp"
#include "harness/plan/content.hpp"
#include "harness/plan/nearest.hpp"
#include "harness/plan/subjects.hpp"

#include <filesystem>
#include <set>

namespace reprovip::plan {

namespace {

namespace fs = std::filesystem;

// Names of a folder are read and compared again for each missing file: enough is enough.
constexpr std::size_t k_most_suggestions = 50;

std::vector<std::string> known_placeholders(const model::Subject& subject) {
  std::vector<std::string> names = {"subject", "subject.label"};
  for (const auto& [column, value] : subject.columns) {
    names.push_back("column." + column);
  }
  return names;
}

std::optional<std::string> value_of(const model::Subject& subject, std::string_view name) {
  constexpr std::string_view k_column = "column.";
  if (name == "subject") {
    return subject.id;
  }
  if (name == "subject.label") {
    return label_of(subject.id);
  }
  if (name.starts_with(k_column)) {
    const auto column = subject.columns.find(std::string(name.substr(k_column.size())));
    return column == subject.columns.end() ? std::nullopt : std::optional(column->second);
  }
  return std::nullopt;
}

std::string staged_name(const std::string& id, const sys::Path& host) {
  return "in/" + id + "/" + host.filename().string();
}

class InputFinder {
public:
  InputFinder(const model::Protocol& protocol, Look look, const HashFile& hash_file, Errors& errors)
      : m_protocol(protocol), m_base(data_directory(protocol)), m_look(look), m_contents(hash_file),
        m_errors(errors) {}

  void add(model::Subject& subject) {
    for (const auto& [id, binding] : m_protocol.inputs) {
      for (const auto& pattern : binding.templates) {
        add_input(subject, id, binding, pattern);
      }
      check_clashes(subject, id, binding.where);
    }
    for (const auto& [output, pattern] : m_protocol.truth) {
      add_truth(subject, output, pattern);
    }
  }

private:
  void report(const SourcePos& where, std::string message, std::string advice) {
    auto error = make_error(ErrorKind::data, std::move(message), std::move(advice));
    error.where = where;
    m_errors.push_back(std::move(error));
  }

  SourcePos file_position() const { return {m_protocol.file.string(), 0, 0}; }

  // The template's path for this subject. An unknown placeholder is the protocol's mistake: said once, not
  // per subject.
  std::optional<std::string> expanded(const model::Subject& subject, const std::string& pattern,
                                      const SourcePos& where) {
    for (const auto& name : placeholders_of(pattern)) {
      if (!value_of(subject, name)) {
        if (m_said.insert(format("{}\n{}", pattern, name)).second) {
          report(where, format("unknown placeholder \"{{{}}}\" in \"{}\"", name, pattern),
                 suggestion(name, known_placeholders(subject)));
        }
        return std::nullopt;
      }
    }
    return expand(pattern, [&](std::string_view name) { return value_of(subject, name); }).value_or(pattern);
  }

  void report_missing(const std::string& what, const sys::Path& path, const SourcePos& where) {
    const bool suggest = m_suggested++ < k_most_suggestions;
    report(where, format("{} is not there: \"{}\"", what, path.lexically_normal().string()),
           suggest ? nearest_name(path) : std::string{});
  }

  void add_input(model::Subject& subject, const std::string& id, const model::InputBinding& binding,
                 const std::string& pattern) {
    const auto path = expanded(subject, pattern, binding.where);
    if (!path) {
      return;
    }
    const auto* declared = model::find_input(m_protocol.application, id);
    const bool is_glob = m_look == Look::files && path->find_first_of("*?") != std::string::npos;
    if (!is_glob) {
      add_file(subject, id, m_base / *path, binding.where);
      return;
    }
    const auto found = sys::glob(m_base, *path);
    if (found.empty()) {
      report_missing(format("input \"{}\" of subject \"{}\"", id, subject.id), m_base / *path, binding.where);
    } else if (found.size() > 1 && (declared == nullptr || !declared->list)) {
      report(binding.where,
             format("input \"{}\" of subject \"{}\": \"{}\" matches {} files", id, subject.id, *path,
                    found.size()),
             "make it match one file, or declare the input with `list = true`");
    } else {
      for (const auto& file : found) {
        add_file(subject, id, m_base / file, binding.where);
      }
    }
  }

  void add_file(model::Subject& subject, const std::string& id, const sys::Path& path,
                const SourcePos& where) {
    std::error_code ignored;
    auto host = fs::absolute(path, ignored).lexically_normal();
    if (!host.has_filename()) {
      host = host.parent_path(); // "folder/"
    }
    model::InputFile file{.id = id,
                          .host = host,
                          .staged = staged_name(id, host),
                          .digest = {},
                          .size = 0,
                          .is_directory = false};
    if (m_look == Look::names_only) {
      file.is_directory = fs::is_directory(host, ignored);
    } else if (!look_at(file, path, subject.id, where)) {
      return;
    }
    subject.inputs.push_back(std::move(file));
  }

  bool look_at(model::InputFile& file, const sys::Path& path, const std::string& subject,
               const SourcePos& where) {
    std::error_code absent;
    const auto what = format("input \"{}\" of subject \"{}\"", file.id, subject);
    if (!fs::exists(file.host, absent)) {
      report_missing(what, path, where);
      return false;
    }
    file.is_directory = fs::is_directory(file.host, absent);
    if (const auto* declared = model::find_input(m_protocol.application, file.id); declared != nullptr) {
      const bool wants_directory = declared->type == model::InputType::directory;
      // A Boutiques File may be a folder: its descriptor cannot say.
      if (wants_directory != file.is_directory && !m_protocol.application.shell) {
        report(where,
               format("{} is a {}: \"{}\"", what, file.is_directory ? "folder" : "file", path.string()),
               format("declare it in the application with type = \"{}\"",
                      file.is_directory ? "directory" : "file"));
        return false;
      }
    }
    const auto content = m_contents.of(file.host);
    if (!content) {
      auto error = with_context(content.error(), "while reading " + what);
      error.where = where;
      m_errors.push_back(std::move(error));
      return false;
    }
    file.digest = content->digest;
    file.size = content->size;
    return true;
  }

  // Two files of one name below in/<id> would be one.
  void check_clashes(const model::Subject& subject, const std::string& id, const SourcePos& where) {
    std::map<std::string, sys::Path> staged;
    for (const auto& file : subject.inputs) {
      if (file.id != id) {
        continue;
      }
      const auto [known, is_new] = staged.emplace(file.staged, file.host);
      if (!is_new) {
        report(where,
               format("input \"{}\" of subject \"{}\" has two files called \"{}\"", id, subject.id,
                      file.host.filename().string()),
               format("rename one of \"{}\" and \"{}\"", known->second.string(), file.host.string()));
      }
    }
  }

  void add_truth(model::Subject& subject, const std::string& output, const std::string& pattern) {
    const auto path = expanded(subject, pattern, file_position());
    if (!path) {
      return;
    }
    std::error_code ignored;
    const auto file = fs::absolute(m_base / *path, ignored).lexically_normal();
    if (m_look == Look::files && !fs::exists(file, ignored)) {
      report_missing(format("truth of \"{}\" for subject \"{}\"", output, subject.id), m_base / *path,
                     file_position());
      return;
    }
    subject.truth[output] = file;
  }

  const model::Protocol& m_protocol;
  sys::Path m_base;
  Look m_look;
  ContentReader m_contents;
  Errors& m_errors;
  std::set<std::string> m_said;
  std::size_t m_suggested = 0;
};

} // namespace

void add_inputs(const model::Protocol& protocol, std::vector<model::Subject>& subjects, Look look,
                const HashFile& hash_file, Errors& errors) {
  InputFinder finder(protocol, look, hash_file, errors);
  for (auto& subject : subjects) {
    finder.add(subject);
  }
}

} // namespace reprovip::plan
