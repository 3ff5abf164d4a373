#include "harness/protocol/read.hpp"

#include "harness/base/format.hpp"
#include "harness/protocol/application.hpp"
#include "harness/protocol/check.hpp"
#include "harness/protocol/criteria.hpp"
#include "harness/protocol/descriptor.hpp"
#include "harness/protocol/factor_rules.hpp"
#include "harness/protocol/factors.hpp"
#include "harness/protocol/imports.hpp"
#include "harness/protocol/load.hpp"
#include "harness/protocol/overrides.hpp"
#include "harness/protocol/sections.hpp"
#include "harness/protocol/setters.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace reprovip::protocol {

namespace {

sys::Path folder_of(const sys::Path& file) {
  return file.has_parent_path() ? file.parent_path() : sys::Path(".");
}

// Nothing when the file as a whole cannot be read, which has been reported at `asked_at` (or about the file
// itself).
std::optional<model::Application> application_in(const sys::Path& file, const Mark& asked_at,
                                                 const model::Vocabulary& vocabulary,
                                                 Diagnostics& diagnostics) {
  auto loaded = load(file);
  if (!loaded) {
    auto& error = loaded.error();
    const bool is_whole = !error.where || error.where->line == 0;
    if (is_whole && asked_at.source) {
      diagnostics.add(asked_at, format("{}: {}", file.string(), error.message), error.advice);
    } else {
      diagnostics.add(Errors{std::move(error)});
    }
    return std::nullopt;
  }
  if (loaded->root.find("application") && loaded->type == FileType::protocol) {
    const Mark whole{loaded->source, 0, 0};
    diagnostics.add(
        asked_at.source ? asked_at : whole,
        format("{}this is a protocol, not an application", asked_at.source ? file.string() + ": " : ""),
        "name an application.toml or a Boutiques descriptor");
    return std::nullopt;
  }
  auto application = loaded->type == FileType::descriptor
                         ? application_from_descriptor(*loaded, vocabulary, diagnostics)
                         : application_from_toml(*loaded, vocabulary, diagnostics);
  application.file = file;
  application.directory = folder_of(file);
  return application;
}

// A study's name becomes a folder's: what an id may not have is replaced.
std::string name_from_path(const sys::Path& file) {
  std::error_code ignored;
  const auto absolute = std::filesystem::absolute(file, ignored).lexically_normal();
  std::string name =
      (file.filename() == "protocol.toml" ? absolute.parent_path().filename() : file.stem()).string();
  for (char& c : name) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.';
    c = fits ? c : '-';
  }
  return name.empty() ? "protocol" : name;
}

// One reading of a protocol's tree under one profile.
class Reading {
public:
  Reading(const sys::Path& file, const Node& written, const SourcePtr& source, const ReadOptions& options,
          const model::Vocabulary& vocabulary)
      : m_file(file), m_written(written), m_options(options), m_vocabulary(vocabulary),
        m_diagnostics(file.string()), m_whole{source, 0, 0} {}

  model::Protocol read() {
    m_root = with_overrides(m_written, m_options, m_diagnostics);
    check_table(m_root, m_whole, protocol_keys(), "", m_vocabulary, m_diagnostics);
    fill();
    return std::move(m_protocol);
  }

  Errors mistakes() { return m_diagnostics.take(); }

private:
  void fill() {
    m_protocol.file = m_file;
    m_protocol.directory = folder_of(m_file);
    m_protocol.name = text_at(m_root, "name", name_from_path(m_file));
    m_protocol.profile = m_options.profile;
    m_protocol.description = text_at(m_root, "description");
    m_protocol.import = import_from(m_root, m_diagnostics);
    if (!m_protocol.import || m_protocol.import->lists_subjects) {
      m_protocol.subjects = subjects_from(m_root, m_diagnostics);
    }
    m_protocol.repeat = repeat_from(m_root, m_diagnostics);
    m_protocol.engines = engines_from(m_root, m_diagnostics);
    m_protocol.launcher = launcher_from(m_root);
    m_protocol.resources = resources_from(m_root, m_diagnostics);
    check_ids(members_at(m_root, "factor"), "a factor", m_diagnostics);
    fill_application();
    fill_factors();
    fill_criteria();
    if (m_application_known) {
      check_bound(m_root, m_protocol, m_diagnostics);
      check_seed(m_root, m_whole, m_protocol, m_diagnostics);
      check_suite(m_root, m_protocol, m_diagnostics);
      check_images(m_root, m_protocol, m_diagnostics);
      check_setters(m_root, m_protocol, m_diagnostics);
    }
  }

  void fill_application() {
    const auto* path = m_root.find("application");
    if (path && path->is_text() && !path->text.empty()) {
      const auto file = (m_protocol.directory / path->text).lexically_normal();
      auto application = application_in(file, path->at, m_vocabulary, m_diagnostics);
      m_application_known = application.has_value();
      m_protocol.application = std::move(application).value_or(model::Application{});
    } else if (m_protocol.import) {
      m_application_known = true;
      m_protocol.application.name = m_protocol.name;
    }
    if (!m_application_known) {
      return;
    }
    const bool has_columns = m_protocol.subjects.kind == model::SubjectsSpec::Kind::table;
    auto bindings = bindings_from(m_root, m_protocol.application, m_vocabulary, has_columns,
                                  m_protocol.import.has_value(), m_diagnostics);
    m_protocol.inputs = std::move(bindings.inputs);
    m_protocol.params = std::move(bindings.params);
    m_protocol.truth = std::move(bindings.truth);
    m_protocol.outputs = std::move(bindings.outputs);
    m_protocol.environment = std::move(bindings.environment);
    if (m_protocol.import) {
      check_patterns(m_root, m_protocol.outputs, m_diagnostics);
    }
  }

  void fill_factors() {
    FactorContext context;
    context.application = m_application_known ? &m_protocol.application : nullptr;
    context.vocabulary = &m_vocabulary;
    context.written = &m_written;
    context.read_version = [this](const Mark& level, const std::string& path) {
      if (!path.empty()) {
        application_in((m_protocol.directory / path).lexically_normal(), level, m_vocabulary, m_diagnostics);
      }
    };
    m_protocol.factors = m_protocol.import ? imported_factors(m_root, m_protocol.outputs, m_diagnostics)
                                           : factors_from(m_root, context, m_diagnostics);
    m_protocol.design = design_from(m_root, m_written, m_protocol.factors, m_diagnostics);
  }

  void fill_criteria() {
    const CriteriaContext context{&m_protocol.outputs, m_application_known, &m_protocol.factors,
                                  &m_vocabulary, &m_protocol.truth};
    m_protocol.metrics = metrics_from(m_root, context, m_diagnostics);
    m_protocol.criteria = criteria_from(m_root, m_protocol.metrics, context, m_diagnostics);
    check_until(m_root, m_protocol.metrics, m_vocabulary, m_diagnostics);
  }

  const sys::Path& m_file;
  const Node& m_written;
  const ReadOptions& m_options;
  const model::Vocabulary& m_vocabulary;
  Diagnostics m_diagnostics;
  Mark m_whole;
  Node m_root;
  bool m_application_known = false;
  model::Protocol m_protocol;
};

Error wrong_type(const sys::Path& file, FileType type) {
  const bool is_descriptor = type == FileType::descriptor;
  auto error = make_error(
      ErrorKind::protocol,
      format("this is {}, not a protocol", is_descriptor ? "a Boutiques descriptor" : "an application"),
      format("write a protocol that names it: application = \"{}\"", file.filename().string()));
  error.where = SourcePos{file.string(), 0, 0};
  return error;
}

// A mistake in a profile that nobody chose is one all the same. Profiles of another application are left for
// the day when they are chosen: only two files are looked at.
void check_other_profiles(const sys::Path& file, const Loaded& loaded, const std::string& chosen,
                          const model::Vocabulary& vocabulary, Diagnostics& diagnostics) {
  const auto* profiles = loaded.root.find("profile");
  if (!profiles) {
    return;
  }
  if (!profiles->is_table()) {
    diagnostics.add(profiles->at, "\"profile\" must be a table of tables", "write [profile.NAME]");
  }
  for (const auto& member : profiles->members) {
    if (!member.value.is_table()) {
      diagnostics.add(member.value.at, format("profile \"{}\" must be a table", member.key),
                      format("write [profile.{}]", member.key));
    } else if (member.key != chosen && !member.value.find("application")) {
      const ReadOptions options{member.key, {}};
      Reading reading(file, loaded.root, loaded.source, options, vocabulary);
      reading.read();
      diagnostics.add(reading.mistakes());
    }
  }
}

} // namespace

Checked<model::Protocol> read_protocol(const sys::Path& file, const ReadOptions& options,
                                       const model::Vocabulary& vocabulary) {
  const auto loaded = load(file);
  if (!loaded) {
    return tl::unexpected(Errors{loaded.error()});
  }
  if (loaded->type != FileType::protocol) {
    return tl::unexpected(Errors{wrong_type(file, loaded->type)});
  }
  Diagnostics diagnostics(file.string());
  check_schema_version(loaded->root, diagnostics);
  Reading reading(file, loaded->root, loaded->source, options, vocabulary);
  auto protocol = reading.read();
  diagnostics.add(reading.mistakes());
  check_other_profiles(file, *loaded, options.profile, vocabulary, diagnostics);
  if (!diagnostics.empty()) {
    return tl::unexpected(diagnostics.take());
  }
  return protocol;
}

Checked<model::Application> read_application(const sys::Path& file, const model::Vocabulary& vocabulary) {
  Diagnostics diagnostics;
  auto application = application_in(file, {}, vocabulary, diagnostics);
  if (!diagnostics.empty()) {
    return tl::unexpected(diagnostics.take());
  }
  return std::move(*application);
}

} // namespace reprovip::protocol
