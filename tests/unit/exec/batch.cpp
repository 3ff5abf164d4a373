#include "tests/unit/exec/batch.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace reprovip::exec {

namespace fs = std::filesystem;

Batch::Batch() : spool(dir.path() / "spool") {
  for (const auto* name : {"tasks", "claims", "ended", "hosts"}) {
    fs::create_directories(spool / name);
  }
}

fs::path Batch::attempt(int index, int number) const {
  const auto id = "id" + std::to_string(index) + (number == 0 ? "" : "." + std::to_string(number));
  return dir.path() / "attempts" / id;
}

Words Batch::task_words(int index, const std::string& script, const Words& more, const Words& options) const {
  const auto folder = attempt(index).string();
  Words words{"reprovip-task", "1", "attempt", folder, "env", "PATH=/usr/bin:/bin", "dir", folder + "/work"};
  words.insert(words.end(), more.begin(), more.end());
  words.insert(words.end(), {"args", "run", "--dir", folder, "--work", folder + "/work"});
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", "sh", "-c", script});
  return words;
}

fs::path Batch::write_words(int index, const Words& words) const {
  std::string text;
  for (const auto& word : words) {
    text += word + '\0';
  }
  fs::create_directories(attempt(index) / "work");
  return dir.write("spool/tasks/" + std::to_string(index), text);
}

void Batch::write_task(int index, const std::string& script, const Words& more, const Words& options) const {
  write_words(index, task_words(index, script, more, options));
}

sys::Captured Batch::run_task(int index, const Words& flags, const sys::Environment& more) const {
  sys::Command command{{executor(), "task", spool.string(), std::to_string(index)}, more, {}, {}, {}, {}};
  command.argv.insert(command.argv.end(), flags.begin(), flags.end());
  const auto captured = sys::run_captured(command, Seconds(60));
  EXPECT_TRUE(captured) << one_line(captured.error());
  return captured ? *captured : sys::Captured{{-1, 0}, {}, {}};
}

pid_t Batch::start_task(int index, const Words& flags) const {
  Words words{executor(), "task", spool.string(), std::to_string(index)};
  words.insert(words.end(), flags.begin(), flags.end());
  std::vector<char*> argv;
  for (auto& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  const auto said = (dir.path() / "said").string();
  const pid_t process = ::fork();
  if (process == 0) {
    ::setpgid(0, 0); // so that a test can signal the whole tree as schedulers do
    ::dup2(::open(said.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666), 2);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  return process;
}

Json Batch::json_in(const fs::path& file) {
  const auto json = parse_json(test::read_text(file), file.string());
  EXPECT_TRUE(json) << one_line(json.error());
  return json ? *json : Json();
}

Json Batch::record(int index, int number) const {
  return json_in(attempt(index, number) / "exec.json");
}

Json Batch::claim(int index, int number) const {
  return json_in(spool / "claims" / (std::to_string(index) + "." + std::to_string(number)));
}

bool Batch::has_ended(int index, int number) const {
  return fs::exists(spool / "ended" / (std::to_string(index) + "." + std::to_string(number)));
}

std::string Batch::out(int index, int number) const {
  return test::read_text(attempt(index, number) / "out.log");
}

} // namespace reprovip::exec
