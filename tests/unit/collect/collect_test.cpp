#include "harness/collect/collect.hpp"
#include "harness/sys/hash.hpp"

#include "tests/unit/collect/samples.hpp"

#include <gmock/gmock.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>
#include <map>

namespace reprovip::collect {

namespace {

namespace fs = std::filesystem;
using model::OutputState;
using testing::HasSubstr;

class CollectTest : public testing::Test {
protected:
  fs::path work() const { return m_directory.path() / "work"; }
  void write(const std::string& name, const std::string& text) { m_directory.write("work/" + name, text); }
  const test::TempDir& directory() const { return m_directory; }

  // Keeps by moving away, as the store does.
  Result<std::vector<model::Output>> collect(const std::vector<model::OutputDecl>& declared) {
    fs::create_directories(work());
    return collect_outputs(work(), declared,
                           [&](const sys::Path& path, const Digest& digest) -> Result<void> {
                             EXPECT_EQ(sys::sha256_file(path)->hex, digest.hex);
                             kept[digest.hex] += 1;
                             fs::remove(path);
                             return {};
                           });
  }
  model::Output collect_one(const std::string& path, model::OutputKind kind = model::OutputKind::file) {
    model::OutputDecl declared;
    declared.id = "x";
    declared.path = path;
    declared.kind = kind;
    const auto outputs = collect({declared});
    EXPECT_TRUE(outputs.has_value()) << (outputs ? "" : render(outputs.error()));
    return outputs ? outputs->at(0) : model::Output{};
  }

  std::map<std::string, int> kept;

private:
  test::TempDir m_directory;
};

model::OutputDecl member_of(const std::string& path, const std::string& member) {
  model::OutputDecl declared;
  declared.id = "x";
  declared.path = path;
  declared.member = member;
  return declared;
}

TEST_F(CollectTest, TakesAMemberOfAnArchive) {
  const std::vector<Member> members = {{"log.txt", "run 1", 1, 0644}, {"out/mask.nii", nifti({}), 1, 0644}};
  write("result.tgz", gzip(tar(members)));
  write("result.zip", zip(members));
  for (const auto* archive : {"result.tgz", "result.zip"}) {
    const auto outputs = collect({member_of(archive, "out/mask.nii")});
    ASSERT_TRUE(outputs.has_value()) << render(outputs.error());
    const auto& output = outputs->at(0);
    EXPECT_EQ(output.state, OutputState::present) << output.reason;
    ASSERT_EQ(output.files.size(), 1U);
    EXPECT_EQ(output.files[0].path, std::string(archive) + "!/out/mask.nii");
    EXPECT_EQ(output.files[0].format, "nifti");
    EXPECT_EQ(output.raw, sys::sha256(nifti({})));
    EXPECT_EQ(kept.count(output.raw.hex), 1U);
  }
  // Nothing of ours stays.
  EXPECT_EQ(std::distance(fs::directory_iterator(work()), fs::directory_iterator()), 2);
}

TEST_F(CollectTest, TakesMembersByAPatternInOrderOfTheirNames) {
  write("r.tgz", gzip(tar({{"./b.txt", "b"}, {"a.txt", "a"}, {"c.log", "c"}, {"a.txt", "newer"}})));
  const auto outputs = collect({member_of("r.tgz", "*.txt")});
  ASSERT_TRUE(outputs.has_value());
  const auto& files = outputs->at(0).files;
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].path, "r.tgz!/a.txt");
  EXPECT_EQ(files[0].raw, sys::sha256("newer"));
  EXPECT_EQ(files[1].path, "r.tgz!/b.txt");
}

TEST_F(CollectTest, SaysWhichMemberIsMissing) {
  write("r.tgz", gzip(tar({{"mask.nii", "x"}})));
  auto declared = member_of("r.tgz", "mask.nii.gz");
  const auto missing = collect({declared})->at(0);
  EXPECT_EQ(missing.state, OutputState::missing);
  EXPECT_THAT(missing.reason, HasSubstr("did you mean \"mask.nii\"?"));
  declared.optional = true;
  EXPECT_EQ(collect({declared})->at(0).state, OutputState::absent_optional);
}

TEST_F(CollectTest, RefusesAnArchiveThatCannotBeUnpacked) {
  const auto packed = gzip(tar({{"a.txt", std::string(100000, 'a')}}));
  write("cut.tgz", packed.substr(0, packed.size() / 2));
  write("text.tgz", "no archive");
  for (const auto* archive : {"cut.tgz", "text.tgz"}) {
    const auto output = collect({member_of(archive, "a.txt")})->at(0);
    EXPECT_EQ(output.state, OutputState::refused) << archive;
    EXPECT_THAT(output.reason, HasSubstr("cannot be unpacked"));
  }
}

TEST_F(CollectTest, TakesAPlainFile) {
  write("fa.txt", "0.4\n");
  const auto output = collect_one("fa.txt");
  EXPECT_EQ(output.state, OutputState::present);
  ASSERT_EQ(output.files.size(), 1U);
  EXPECT_EQ(output.files[0].path, "fa.txt");
  EXPECT_EQ(output.files[0].size, 4U);
  EXPECT_EQ(output.raw, sys::sha256("0.4\n"));
  EXPECT_EQ(output.files[0].format, "text");
  EXPECT_FALSE(output.empty);
  EXPECT_EQ(kept[output.raw.hex], 1);
}

TEST_F(CollectTest, TakesAGlobAsAList) {
  write("b_quest2.txt", "b");
  write("a_quest2.txt", "a");
  write("in/s/c_quest2.txt", "input");
  const auto output = collect_one("*_quest2.txt");
  ASSERT_EQ(output.files.size(), 2U);
  EXPECT_EQ(output.files[0].path, "a_quest2.txt");
  EXPECT_EQ(output.raw, sys::sha256("a_quest2.txt" + std::string(1, '\0') + sys::sha256("a").hex +
                                    "\nb_quest2.txt" + std::string(1, '\0') + sys::sha256("b").hex + "\n"));
  write("in/s/c_quest2.txt", "input");
  EXPECT_EQ(collect_one("**/c_quest2.txt").state, OutputState::missing);
}

TEST_F(CollectTest, TakesADirectory) {
  write("bet/mask.txt", "mask");
  write("bet/deep/er/log.txt", "log");
  const auto output = collect_one("bet/", model::OutputKind::directory);
  ASSERT_EQ(output.files.size(), 2U);
  EXPECT_EQ(output.files[0].path, "bet/deep/er/log.txt");
  EXPECT_EQ(output.files[1].path, "bet/mask.txt");
}

TEST_F(CollectTest, TakesTheWholeDirectoryWithoutWhatWasStaged) {
  write("a.txt", "a");
  write("in/t1/t1.txt", "input");
  write("app/script.sh", "script");
  const auto output = collect_one(".", model::OutputKind::directory);
  ASSERT_EQ(output.files.size(), 1U);
  EXPECT_EQ(output.files[0].path, "a.txt");
}

TEST_F(CollectTest, NamesNearMisses) {
  write("fa.nii.gz", "x");
  write("in/t1/fa.nii", "input");
  EXPECT_EQ(collect_one("fa.nii").reason, "\"fa.nii\" is not there; the program wrote \"fa.nii.gz\"");
  EXPECT_EQ(collect_one("md.nii").state, OutputState::missing);
}

TEST_F(CollectTest, SaysThatNothingWasWritten) {
  const auto output = collect_one("fa.nii");
  EXPECT_EQ(output.state, OutputState::missing);
  EXPECT_EQ(output.reason, "\"fa.nii\" is not there; the program wrote no file");
}

TEST_F(CollectTest, AllowsAnOptionalOutputToBeAbsent) {
  model::OutputDecl declared;
  declared.path = "maybe.txt";
  declared.optional = true;
  EXPECT_EQ(collect({declared})->at(0).state, OutputState::absent_optional);
}

TEST_F(CollectTest, FlagsEmptyOutputs) {
  write("a.txt", "");
  EXPECT_TRUE(collect_one("a.txt").empty);
  fs::create_directories(work() / "d");
  EXPECT_TRUE(collect_one("d", model::OutputKind::directory).empty);
}

TEST_F(CollectTest, RefusesALinkAndWhatLiesBehindOne) {
  directory().write("secret/x.txt", "secret");
  fs::create_directories(work());
  fs::create_symlink(directory().path() / "secret/x.txt", work() / "x.txt");
  fs::create_symlink(directory().path() / "secret", work() / "d");
  const auto output = collect_one("x.txt");
  EXPECT_EQ(output.state, OutputState::refused);
  EXPECT_THAT(output.reason, HasSubstr("\"x.txt\" is a symbolic link"));
  EXPECT_EQ(collect_one("*.txt").state, OutputState::refused);
  EXPECT_THAT(collect_one("d/x.txt").reason, HasSubstr("leads out of the output directory"));
  EXPECT_EQ(collect_one("d", model::OutputKind::directory).state, OutputState::refused);
  EXPECT_TRUE(kept.empty());
  fs::remove(work() / "d");
  EXPECT_EQ(collect_one(".", model::OutputKind::directory).state, OutputState::refused);
}

TEST_F(CollectTest, NeverWaitsForAFifo) {
  fs::create_directories(work() / "d");
  ASSERT_EQ(::mkfifo((work() / "x").c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo((work() / "d/x").c_str(), 0600), 0);
  EXPECT_THAT(collect_one("x").reason, HasSubstr("a FIFO"));
  EXPECT_THAT(collect_one("d", model::OutputKind::directory).reason, HasSubstr("\"d/x\" is a FIFO"));
}

TEST_F(CollectTest, RefusesASocketADeviceAndADirectory) {
  fs::create_directories(work() / "d");
  const int number = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const auto path = (work() / "s").string();
  ASSERT_LT(path.size(), sizeof(address.sun_path));
  path.copy(address.sun_path, path.size());
  ASSERT_EQ(::bind(number, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ::close(number);
  EXPECT_THAT(collect_one("s").reason, HasSubstr("a socket"));
  EXPECT_THAT(collect_one("d").reason, HasSubstr("a directory"));
  if (::mknod((work() / "n").c_str(), S_IFCHR | 0600, 1 * 256 + 3) == 0) {
    EXPECT_THAT(collect_one("n").reason, HasSubstr("a device"));
  }
}

TEST_F(CollectTest, RefusesPathsThatLeaveTheDirectory) {
  directory().write("x.txt", "x");
  for (const std::string path : {"../x.txt", "a/../../x.txt", "/etc/passwd", "in/t1/t1.nii", "./app/x"}) {
    EXPECT_EQ(collect_one(path).state, OutputState::refused) << path;
  }
}

TEST_F(CollectTest, WritesAnyNameAsText) {
  write("a\nb.txt", "1");
  write("a\xff.txt", "2");
  write("a\\x0ab.txt", "3");
  write("\xc3\xa9.txt", "4");
  const auto output = collect_one("*.txt");
  std::vector<std::string> names;
  for (const auto& file : output.files) {
    names.push_back(file.path);
  }
  EXPECT_THAT(names,
              testing::UnorderedElementsAre("a\\x0ab.txt", "a\\xff.txt", "a\\\\x0ab.txt", "\xc3\xa9.txt"));
}

TEST_F(CollectTest, KeepsDigestsWithoutBytes) {
  write("big.txt", "big");
  model::OutputDecl declared;
  declared.path = "big.txt";
  declared.keep = model::Keep::digest;
  const auto outputs = collect({declared});
  EXPECT_FALSE(outputs->at(0).files.at(0).stored);
  EXPECT_EQ(outputs->at(0).raw, sys::sha256("big"));
  EXPECT_TRUE(kept.empty());
}

TEST_F(CollectTest, SharesAFileBetweenOutputs) {
  write("d/a.txt", "a");
  model::OutputDecl all;
  all.path = "d";
  all.kind = model::OutputKind::directory;
  model::OutputDecl one;
  one.path = "d/a.txt";
  const auto outputs = collect({all, one});
  EXPECT_EQ(outputs->at(0).files.at(0).raw, outputs->at(1).raw);
  EXPECT_EQ(kept[outputs->at(1).raw.hex], 1);
}

TEST_F(CollectTest, PassesOnThatNothingCouldBeKept) {
  write("a.txt", "a");
  model::OutputDecl declared;
  declared.id = "table";
  declared.path = "a.txt";
  const auto outputs =
      collect_outputs(work(), {declared}, [](const sys::Path&, const Digest&) -> Result<void> {
        return failure(ErrorKind::environment, "no space left");
      });
  ASSERT_FALSE(outputs.has_value());
  EXPECT_THAT(render(outputs.error()), HasSubstr("while keeping the output \"table\""));
}

TEST_F(CollectTest, NotesADamagedFile) {
  write("x.nii.gz", gzip("voxels").substr(0, 20));
  const auto output = collect_one("x.nii.gz");
  EXPECT_EQ(output.state, OutputState::present);
  EXPECT_THAT(output.reason, HasSubstr("\"x.nii.gz\" is not unpacked"));
}

TEST_F(CollectTest, RefusesWhatMayNotBeRead) {
  write("x.txt", "x");
  fs::permissions(work() / "x.txt", fs::perms::none);
  if (::access((work() / "x.txt").c_str(), R_OK) == 0) {
    GTEST_SKIP() << "root may read everything";
  }
  EXPECT_EQ(collect_one("x.txt").state, OutputState::refused);
}

} // namespace

} // namespace reprovip::collect
