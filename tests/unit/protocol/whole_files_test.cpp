#include "tests/unit/protocol/files.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace reprovip::protocol {

namespace {

std::string of_protocol(const std::string& about, const std::string& text) {
  Folder folder;
  folder.write("protocol.toml", text);
  return "# " + about + "\n" + folder.mistakes() + "\n";
}

std::string of_path(const std::string& about, const Folder& folder, const std::string& name) {
  const auto read = read_protocol(folder.path(name), {}, small_vocabulary());
  return "# " + about + "\n" + (read ? "no mistake found\n" : folder.plain(read.error())) + "\n";
}

std::string application_is(const std::string& about, const std::string& named, const std::string& text = {}) {
  Folder folder;
  if (!text.empty()) {
    folder.write(named, text);
  }
  folder.write("protocol.toml", "application = \"" + named + "\"\nsubjects = [\"a\"]\n");
  return "# " + about + "\n" + folder.mistakes() + "\n";
}

} // namespace

TEST(WholeFiles, ThatAreNoProtocol) {
  Folder folder;
  folder.write("app.json", "{\"name\": \"x\"}");
  std::string all = of_protocol("empty", "");
  all += of_protocol("blanks only", " \n\n");
  all += of_protocol("not UTF-8", "schema = 1\nname = \"caf\xE9\"\n");
  all += of_protocol("syntax of TOML", "schema = 1\nname = \"a\n");
  all += of_protocol("a key twice", "schema = 1\nschema = 1\n");
  all += of_protocol("a value that is none", "schema = 1\nname = mrs\n");
  all += of_protocol("control characters", "schema = \"\x1B[31m\"\n");
  all += of_path("missing", folder, "protocl.toml");
  all += of_path("a folder", folder, ".");
  all += of_path("an application", folder, "application.toml");
  all += of_path("a descriptor", folder, "app.json");
  EXPECT_EQ(test::differs_from_golden("protocol/files.txt", all), "");
}

TEST(WholeFiles, ThatAreNoApplication) {
  std::string all = application_is("missing", "aplication.toml");
  all += application_is("a folder", ".");
  all += application_is("a protocol", "other.toml", "application = \"x\"\nsubjects = [\"a\"]\n");
  all += application_is("itself", "protocol.toml");
  all += application_is("syntax", "app.toml", "name = \"a\"\ncommand = [\"a\"\n");
  all += application_is("empty", "app.toml", "\n");
  all += application_is("JSON syntax", "app.json", "{\n  \"name\": \"x\",\n  \"inputs\": [}\n");
  all += application_is("JSON, but no object", "app.json", "[1]");
  EXPECT_EQ(test::differs_from_golden("protocol/no_application.txt", all), "");
}

TEST(WholeFiles, AreOfOneOfThreeTypes) {
  Folder folder;
  folder.write("d.json", "{}");
  EXPECT_EQ(*type_of(folder.path("protocol.toml")), FileType::protocol);
  EXPECT_EQ(*type_of(folder.path("application.toml")), FileType::application);
  EXPECT_EQ(*type_of(folder.path("d.json")), FileType::descriptor);
  EXPECT_FALSE(type_of(folder.path("none.toml")));
}

TEST(WholeFiles, MayHaveAByteOrderMarkAndCarriageReturns) {
  Folder folder;
  std::string text = "\xEF\xBB\xBF";
  for (const char c : complete_protocol()) {
    text += c == '\n' ? "\r\n" : std::string(1, c);
  }
  folder.write("protocol.toml", text);
  EXPECT_EQ(folder.mistakes(), "");
}

TEST(WholeFiles, AreNamedAfterTheirFolderOrThemselves) {
  Folder folder;
  const auto text = replaced(complete_protocol(), "name        = \"mrs-reproducibility\"\n", "");
  folder.write("my test/protocol.toml", replaced(text, "\"application.toml\"", "\"../application.toml\""));
  folder.write("quick.toml", text);
  EXPECT_EQ(read_protocol(folder.path("my test/protocol.toml"), {}, small_vocabulary())->name, "my-test");
  EXPECT_EQ(read_protocol(folder.path("quick.toml"), {}, small_vocabulary())->name, "quick");
}

} // namespace reprovip::protocol
