#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/protocol/read.hpp"
#include "harness/report/text.hpp"
#include "harness/study/starter.hpp"
#include "harness/study/vip_pipeline.hpp"
#include "harness/study/vocabulary.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::cli {

namespace {

namespace fs = std::filesystem;

using Files = std::vector<std::pair<sys::Path, std::string>>;

constexpr const char* k_protocol = "protocol.toml";
constexpr std::string_view k_vip = "vip:";

Checked<sys::Path> relative_to(const sys::Path& file, const sys::Path& folder) {
  std::error_code error;
  auto path = fs::proximate(fs::absolute(file, error), fs::absolute(folder, error).lexically_normal(), error);
  if (error) {
    return tl::unexpected(Errors{make_error(
        ErrorKind::environment, format("cannot find \"{}\": {}", file.string(), error.message()))});
  }
  return path;
}

Checked<Files> application_files(const std::string& file, const sys::Path& folder) {
  TRY_ASSIGN(const auto type, checked(protocol::type_of(file)));
  if (type == protocol::FileType::protocol) {
    return tl::unexpected(Errors{make_error(ErrorKind::usage, format("\"{}\" is a protocol already", file),
                                            "name the application, as its line \"application\" does")});
  }
  TRY_ASSIGN(const auto application, protocol::read_application(file, study::vocabulary()));
  TRY_ASSIGN(const auto path, relative_to(file, folder));
  return Files{{folder / k_protocol, study::starter_protocol(application, path.string())}};
}

// VIP's descriptor as it is now, beside the protocol: what runs there is compared with it.
Checked<Files> pipeline_files(const std::string& pipeline, const sys::Path& folder) {
  TRY_ASSIGN(const auto fetched, checked(study::fetch_pipeline(pipeline)));
  TRY_ASSIGN(const auto application, protocol::read_application(fetched.file(), study::vocabulary()));
  return Files{
      {folder / fetched.file().filename(), fetched.text()},
      {folder / k_protocol, study::starter_protocol(application, fetched.file().filename().string(), true)}};
}

Files example_files(const sys::Path& folder) {
  Files files;
  for (auto& [name, text] : study::starter_example()) {
    files.emplace_back(folder / name, std::move(text));
  }
  return files;
}

// The pipeline belongs to the repository, whose root is where the command is given.
void add_pipeline(const sys::Path& protocol, Files& files) {
  for (auto& [name, text] : study::starter_pipeline(protocol.lexically_normal().string())) {
    files.emplace_back(name, std::move(text));
  }
}

// Everything is new, or nothing is written.
Checked<void> write_all(const Files& files) {
  Errors there;
  for (const auto& [file, text] : files) {
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(file, ignored))) {
      const auto advice =
          file == sys::Path(".gitlab-ci.yml")
              ? "init overwrites nothing: add an `include` as ci/templates/README.md shows"
              : "init overwrites nothing: name another folder, reprovip init [APPLICATION] DIR";
      there.push_back(make_error(ErrorKind::usage, format("\"{}\" is there already", file.string()), advice));
    }
  }
  if (!there.empty()) {
    return tl::unexpected(std::move(there));
  }
  for (const auto& [file, text] : files) {
    TRY(checked(sys::write_file_atomic(file, text)));
    print(format("{}\n", file.lexically_normal().string()));
  }
  return {};
}

struct Words {
  std::string application; // "" = an example
  sys::Path folder = ".";
};

Words read_words(const std::vector<std::string>& words) {
  const auto names_application = [](const std::string& word) {
    return word.ends_with(".toml") || word.ends_with(".json") || word.starts_with(k_vip);
  };
  if (words.size() == 1 && !names_application(words.front())) {
    return {"", words.front()};
  }
  return words.empty() ? Words{} : Words{words.front(), words.size() > 1 ? words[1] : "."};
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  const auto [application, folder] = read_words(arguments.words);
  Files files;
  if (application.empty()) {
    files = example_files(folder);
  } else if (application.starts_with(k_vip)) {
    TRY_ASSIGN(files, pipeline_files(application.substr(k_vip.size()), folder));
  } else {
    TRY_ASSIGN(files, application_files(application, folder));
  }
  const auto protocol = (folder / k_protocol).lexically_normal();
  if (arguments.has("gitlab")) {
    add_pipeline(protocol, files);
  }
  TRY(write_all(files));
  print(application.empty()
            ? format("next: reprovip run {}\n", report::shell_word(protocol.string()))
            : format("next: fill in what says FILL IN, until `reprovip check {} --data {}` is content\n",
                     report::shell_word(protocol.string()), report::shell_word(folder.string())));
  return model::ExitCode::success;
}

} // namespace

Subcommand init_command() {
  return {.name = "init",
          .doc = "writes a protocol for an application, a Boutiques descriptor or a pipeline of VIP "
                 "(vip:NAME/VERSION); without one, an example that runs at once",
          .words_name = "APPLICATION-DIR",
          .least_words = 0,
          .most_words = 2,
          .flags = {{"gitlab", 0, "", "also writes .gitlab-ci.yml, for the repository that this folder is"}},
          .example = "init application.toml protocols/first --gitlab",
          .run = run};
}

} // namespace reprovip::cli
