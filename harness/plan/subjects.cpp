#include "harness/plan/subjects.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/wildcard.hpp"
#include "harness/plan/nearest.hpp"
#include "harness/plan/table.hpp"
#include "harness/sys/files.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace reprovip::plan {

namespace {

using Subjects = std::vector<model::Subject>;

Error at(const SourcePos& where, Error error) {
  error.where = where;
  return error;
}

tl::unexpected<Errors> fail(const SourcePos& where, std::string message, std::string advice) {
  return tl::unexpected(
      Errors{at(where, make_error(ErrorKind::data, std::move(message), std::move(advice)))});
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : std::string(path) + "/") {
    if (c != '/') {
      part += c;
    } else if (!part.empty()) {
      parts.push_back(std::exchange(part, {}));
    }
  }
  return parts;
}

std::optional<std::string> star_of_name(const std::string& pattern, const std::string& name) {
  const auto star = pattern.find('*');
  const auto rest = pattern.substr(star + 1);
  for (std::size_t length = 1; star + length <= name.size(); ++length) {
    if (wildcard_match(rest, std::string_view(name).substr(star + length))) {
      return name.substr(star, length);
    }
  }
  return std::nullopt;
}

model::Subject named(std::string id) {
  model::Subject subject;
  subject.id = std::move(id);
  return subject;
}

Checked<Subjects> from_glob(const model::Protocol& protocol) {
  const auto& spec = protocol.subjects;
  const auto base = data_directory(protocol);
  const auto paths = sys::glob(base, spec.glob);
  if (paths.empty()) {
    return fail(spec.where, format("no file matches \"{}\"", spec.glob), nearest_folder(base, spec.glob));
  }
  Errors errors;
  Subjects subjects;
  std::map<std::string, std::string> first;
  for (const auto& path : paths) {
    auto id = star_of(spec.glob, path.string());
    if (!id) {
      return fail(spec.where, format("the glob \"{}\" has no star that is the subject", spec.glob),
                  "write \"*\" where the subject's id stands");
    }
    if (const auto [known, is_new] = first.emplace(*id, path.string()); !is_new) {
      errors.push_back(
          at(spec.where, make_error(ErrorKind::data,
                                    format("subject \"{}\" is found twice: \"{}\" and \"{}\"", *id,
                                           known->second, path.string()),
                                    "the first star is the id: make the rest of the glob narrower")));
      continue;
    }
    subjects.push_back(named(std::move(*id)));
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return subjects;
}

Checked<Subjects> from_list(const model::SubjectsSpec& spec) {
  Errors errors;
  Subjects subjects;
  for (const auto& id : spec.list) {
    if (std::ranges::any_of(subjects, [&](const auto& known) { return known.id == id; })) {
      errors.push_back(
          at(spec.where, make_error(ErrorKind::protocol, format("subject \"{}\" is listed twice", id))));
    }
    subjects.push_back(named(id));
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return subjects;
}

// Index of the column of ids.
Checked<std::size_t> id_column(const TextTable& table, const model::SubjectsSpec& spec) {
  const auto wanted = spec.column.empty() ? std::string("participant_id") : spec.column;
  const auto found = std::ranges::find(table.header, wanted);
  if (found != table.header.end()) {
    return static_cast<std::size_t>(found - table.header.begin());
  }
  if (spec.column.empty()) {
    return std::size_t{0};
  }
  return fail(spec.where, format("table \"{}\" has no column \"{}\"", spec.table, spec.column),
              suggestion(spec.column, table.header));
}

Checked<Subjects> from_rows(const TextTable& table, std::size_t column, const std::string& name) {
  Errors errors;
  Subjects subjects;
  std::map<std::string, int> first;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto& cells = table.rows[row];
    const SourcePos where{name, table.lines[row], 0};
    auto subject = named(cells[column]);
    const auto [known, is_new] = first.emplace(subject.id, table.lines[row]);
    if (subject.id.empty()) {
      errors.push_back(
          at(where, make_error(ErrorKind::data, format("no \"{}\" in this row", table.header[column]))));
    } else if (!is_new) {
      errors.push_back(at(where, make_error(ErrorKind::data, format("subject \"{}\" is on line {} already",
                                                                    subject.id, known->second))));
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      subject.columns[table.header[i]] = cells[i];
    }
    subjects.push_back(std::move(subject));
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return subjects;
}

Checked<Subjects> from_table(const model::Protocol& protocol) {
  const auto& spec = protocol.subjects;
  std::error_code ignored;
  auto file = data_directory(protocol) / spec.table;
  // A table that belongs to the protocol stays beside it when the data are elsewhere.
  if (!std::filesystem::exists(file, ignored)) {
    file = protocol.directory / spec.table;
  }
  const auto text = sys::read_file(file);
  if (!text) {
    return fail(spec.where, text.error().message, nearest_name(file));
  }
  TRY_ASSIGN(const auto table, read_table(*text, file.string()));
  TRY_ASSIGN(const auto column, id_column(table, spec));
  return from_rows(table, column, file.string());
}

bool matches(const std::string& pattern, const std::string& id) {
  return wildcard_match(pattern, id) || wildcard_match(pattern, label_of(id));
}

bool matches_any(const std::vector<std::string>& patterns, const std::string& id) {
  return std::ranges::any_of(patterns, [&](const auto& pattern) { return matches(pattern, id); });
}

// `only` and `exclude`; a wildcard that matches nothing is a mistake of the protocol.
Checked<Subjects> filtered(Subjects subjects, const model::SubjectsSpec& spec) {
  std::vector<std::string> ids;
  for (const auto& subject : subjects) {
    ids.push_back(subject.id);
  }
  Errors errors;
  for (const auto* patterns : {&spec.only, &spec.exclude}) {
    for (const auto& pattern : *patterns) {
      if (std::ranges::none_of(ids, [&](const auto& id) { return matches(pattern, id); })) {
        errors.push_back(
            at(spec.where, make_error(ErrorKind::protocol, format("no subject matches \"{}\"", pattern),
                                      suggestion(pattern, ids))));
      }
    }
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  std::erase_if(subjects, [&](const auto& subject) {
    return (!spec.only.empty() && !matches_any(spec.only, subject.id)) ||
           matches_any(spec.exclude, subject.id);
  });
  if (subjects.empty()) {
    return fail(spec.where, "[subjects] leaves no subject", "check its list, `only` and `exclude`");
  }
  return subjects;
}

} // namespace

std::optional<std::string> star_of(std::string_view pattern, std::string_view path) {
  const auto wanted = split_path(pattern);
  const auto names = split_path(path);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "**" || wanted[i].find('*') == std::string::npos) {
      continue;
    }
    // `**` before the star stands for any number of folders: count from the end then.
    const bool shifted = std::find(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(i), "**") !=
                         wanted.begin() + static_cast<std::ptrdiff_t>(i);
    const auto from_end = wanted.size() - i;
    const auto index = shifted ? names.size() - from_end : i;
    return index < names.size() ? star_of_name(wanted[i], names[index]) : std::nullopt;
  }
  return std::nullopt;
}

std::string label_of(const std::string& subject) {
  constexpr std::string_view k_prefix = "sub-";
  return subject.starts_with(k_prefix) ? subject.substr(k_prefix.size()) : subject;
}

sys::Path data_directory(const model::Protocol& protocol) {
  return protocol.data.empty() ? protocol.directory : protocol.data;
}

Checked<std::vector<model::Subject>> find_subjects(const model::Protocol& protocol) {
  const auto found = [&]() -> Checked<Subjects> {
    switch (protocol.subjects.kind) {
    case model::SubjectsSpec::Kind::list:
      return from_list(protocol.subjects);
    case model::SubjectsSpec::Kind::glob:
      return from_glob(protocol);
    case model::SubjectsSpec::Kind::table:
      return from_table(protocol);
    }
    return Subjects{};
  };
  TRY_ASSIGN(auto subjects, found());
  return filtered(std::move(subjects), protocol.subjects);
}

} // namespace reprovip::plan
