#include "tests/unit/protocol/files.hpp"

#include <gtest/gtest.h>

namespace reprovip::protocol {

namespace {

using model::OptionType;

model::Vocabulary make_vocabulary() {
  model::Vocabulary words;
  for (const auto* name : {"native", "docker", "podman", "guix"}) {
    words.engines.push_back({name, "", {}, {}});
  }
  words.launchers = {{"local", "", {}, {}}, {"slurm", "", {{"partition", OptionType::text, "", "", {}}}, {}}};
  words.metrics = {
      {"nu", "", {{"confidence", OptionType::number, "0.95", "of the interval", {}}}, {"icc", "sd_within"}},
      {"icc", "", {{"form", OptionType::text, "1", "", {"1", "A1"}}}, {"sd_within"}},
      {"tost", "", {{"margin", OptionType::text, "", "", {}}}, {"pass", "p"}},
      {"dice", "", {{"labels", OptionType::list, "", "", {}}}, {}}};
  words.readers = {
      {"quest", "", {}, {}},
      {"table",
       "",
       {{"separator", OptionType::text, ",", "", {}}, {"header", OptionType::boolean, "true", "", {}}},
       {}},
      {"image", "", {}, {}},
      {"bytes", "", {}, {}}};
  words.normalisers = {{"paths", "", {}, {}}, {"dates", "", {}, {}}};
  words.class_names = {"classes", "classes.raw", "modal", "simpson", "missing"};
  return words;
}

} // namespace

const model::Vocabulary& small_vocabulary() {
  static const auto words = make_vocabulary();
  return words;
}

std::string complete_protocol() {
  return test::read_text(test::test_data() / "protocol/complete/protocol.toml");
}

std::string complete_application() {
  return test::read_text(test::test_data() / "protocol/complete/application.toml");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  EXPECT_EQ(text.find(from, at + 1), std::string::npos) << "twice: " << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Folder::Folder() {
  write("protocol.toml", complete_protocol());
  write("application.toml", complete_application());
}

void Folder::write(const std::string& name, const std::string& text) {
  m_dir.write(name, text);
}

Checked<model::Protocol> Folder::protocol(const ReadOptions& options) const {
  return read_protocol(path("protocol.toml"), options, small_vocabulary());
}

std::string Folder::mistakes(const ReadOptions& options) const {
  const auto read = protocol(options);
  return read ? "" : plain(read.error());
}

std::string Folder::plain(const Errors& errors) const {
  auto text = render(errors);
  const auto folder = m_dir.path().string() + "/";
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder)) {
    text.erase(at, folder.size());
  }
  return text;
}

} // namespace reprovip::protocol
