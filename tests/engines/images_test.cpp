// Which image it is: tags that move, pins, archives and a registry, for real and through the whole program.
#include "harness/base/json.hpp"

#include "tests/engines/engines_fixture.hpp"

#include <gmock/gmock.h>

namespace reprovip::launch {

namespace {

using testing::HasSubstr;

const std::string k_no_digest = "sha256:" + std::string(64, '0');

struct Image {
  sys::Path archive;
  std::string id;
};

class EngineImages : public EnginesTest {
protected:
  void SetUp() override {
    if (!has_containers()) {
      GTEST_SKIP() << "no image";
    }
    EnginesTest::SetUp();
    dir.write("application.toml", "schema = 1\nname = \"images\"\nversion = \"1\"\n"
                                  "command = [\"sh\", \"{app}/work.sh\", \"{subject}\"]\n"
                                  "[outputs.result]\npath = \"result.txt\"\n");
    dir.write("work.sh", "echo done > result.txt\n[ ! -e \"${0%/*}/fail\" ]\n");
  }

  // Docker and podman keep images by tag; for the others the archive is the image.
  static bool has_tags() { return !is_from_archive(); }

  // Two images that differ; the same name in both unless another is given.
  Image make(bool second, const std::string& name = "localhost/moving:1") {
    const auto archive = dir.path() / (second ? "second.tar" : "first.tar");
    std::vector<std::string> argv = {(test::test_data().parent_path() / "engines/make_image").string(),
                                     archive.string(), name};
    if (second) {
      argv.push_back((test::bin_dir() / "settings_probe").string());
    }
    const auto made = ask(argv);
    EXPECT_TRUE(made.status.success()) << made.err;
    return {archive, made.out.substr(0, made.out.find('\n'))};
  }

  // The tag, or the archive that stands for it, is of this image from now on.
  void put(const Image& image) {
    if (has_tags()) {
      const auto loaded = ask({engine_name(), "load", "--input", image.archive.string()});
      EXPECT_TRUE(loaded.status.success()) << loaded.err;
    } else {
      fs::copy_file(image.archive, dir.path() / "image.tar", fs::copy_options::overwrite_existing);
    }
  }

  sys::Path protocol(const std::string& settings) const {
    return dir.write("protocol.toml",
                     "schema = 1\nname = \"images\"\napplication = \"application.toml\"\n"
                     "[subjects]\nlist = [\"a\", \"b\", \"c\"]\n[repeat]\ncount = 2\n[factors]\nengine = \"" +
                         engine_name() + "\"\n[engine." + engine_name() + "]\n" + settings +
                         "[[criterion]]\nid = \"same\"\non = \"result\"\nrequire = \"classes == 1\"\n");
  }
  std::string archive_setting(const sys::Path& archive) const {
    return "archive = \"" + archive.string() + "\"\n";
  }
  std::string current() const { return has_tags() ? "" : archive_setting(dir.path() / "image.tar"); }

  sys::Captured reprovip(const sys::Path& protocol, std::vector<std::string> more = {}) const {
    std::vector<std::string> argv = {(test::bin_dir() / "reprovip").string(),
                                     "run",
                                     protocol.string(),
                                     "--store",
                                     (dir.path() / "store").string(),
                                     "-j",
                                     "1"};
    argv.insert(argv.end(), more.begin(), more.end());
    return ask(argv);
  }

  // A study of six executions that stops soon after the first.
  void stop_early(const sys::Path& protocol) const {
    const auto fail = dir.write("fail", "");
    EXPECT_EQ(reprovip(protocol, {"--max-fail", "1"}).status.code, 3);
    fs::remove(fail);
  }

  // The "id" of the image in each saved plan of this store.
  std::vector<std::string> planned(const std::string& key = "id") const {
    std::vector<std::string> ids;
    for (const auto& entry : fs::recursive_directory_iterator(dir.path() / "store" / "studies")) {
      if (entry.path().filename() == "plan.json") {
        const auto plan = parse_json(test::read_text(entry.path()), "plan.json");
        EXPECT_TRUE(plan);
        ids.push_back((*plan)["deployments"].items().front()["details"][key].text());
      }
    }
    return ids;
  }
};

TEST_F(EngineImages, TagThatMovedUnderAnUnfinishedStudyIsAnError) {
  const auto first = make(false);
  const auto second = make(true);
  ASSERT_NE(first.id, second.id);
  const auto file = protocol("image = \"localhost/moving:1\"\n" + current());
  put(first);
  stop_early(file);
  put(second);
  const auto refused = reprovip(file);
  EXPECT_EQ(refused.status.code, 75) << refused.out << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("it is now " + second.id + ", and was " + first.id));
  EXPECT_THAT(refused.err, testing::ContainsRegex("[1-5] of 6 executions are done"));
  EXPECT_THAT(planned(), testing::ElementsAre(first.id));
  put(first);
  const auto resumed = reprovip(file);
  EXPECT_EQ(resumed.status.code, 3) << resumed.err;
  EXPECT_THAT(resumed.err, testing::Not(HasSubstr("is now")));
  put(second);
  const auto anew = reprovip(file);
  EXPECT_EQ(anew.status.code, 0) << anew.err;
  EXPECT_THAT(anew.err, HasSubstr("is now " + second.id + ", was " + first.id + " in study \"images-"));
  EXPECT_THAT(planned(), testing::UnorderedElementsAre(first.id, second.id));
}

TEST_F(EngineImages, AcceptedMoveBeginsANewStudy) {
  const auto file = protocol("image = \"localhost/moving:1\"\n" + current());
  put(make(false));
  stop_early(file);
  put(make(true));
  EXPECT_EQ(reprovip(file, {"--accept-moved"}).status.code, 0);
  EXPECT_EQ(planned().size(), 2U);
  EXPECT_EQ(reprovip(file).status.code, 0) << "it is not asked again";
}

TEST_F(EngineImages, WrongPinIsAnErrorWithBothDigests) {
  put(make(false));
  const auto answer = reprovip(protocol("image = \"localhost/moving:1@" + k_no_digest + "\"\n" + current()));
  EXPECT_EQ(answer.status.code, 75) << answer.out << answer.err;
  EXPECT_THAT(answer.err, HasSubstr("wanted " + k_no_digest));
  EXPECT_THAT(answer.err, testing::ContainsRegex("found .*sha256:[0-9a-f]{64}"));
  EXPECT_FALSE(fs::exists(dir.path() / "store/studies"));
}

TEST_F(EngineImages, NewerArchiveReplacesAStaleImageOfTheSameName) {
  const auto stale = make(false);
  const auto newer = make(true);
  if (has_tags()) {
    put(stale);
  } else {
    EXPECT_EQ(reprovip(protocol(archive_setting(stale.archive))).status.code, 0);
    fs::remove_all(dir.path() / "store");
  }
  const auto answer = reprovip(protocol("image = \"localhost/moving:1\"\n" + archive_setting(newer.archive)));
  EXPECT_EQ(answer.status.code, 0) << answer.out << answer.err;
  EXPECT_THAT(planned(), testing::ElementsAre(newer.id));
}

TEST_F(EngineImages, ArchiveThatNamesAnotherImageIsAnError) {
  const auto image = make(false);
  const auto answer =
      reprovip(protocol("image = \"localhost/no-such-name:1\"\n" + archive_setting(image.archive)));
  EXPECT_EQ(answer.status.code, 75) << answer.out << answer.err;
  EXPECT_THAT(answer.err, HasSubstr("\"localhost/no-such-name:1\""));
  EXPECT_THAT(answer.err, HasSubstr("the archive calls it \"localhost/moving:1\""));
}

class EngineRegistry : public EngineImages {
protected:
  void SetUp() override {
    EngineImages::SetUp();
    if (IsSkipped()) {
      return;
    }
    if (!has_tags()) {
      GTEST_SKIP() << engine_name() << " is given archives";
    }
    if (registry.empty()) {
      GTEST_SKIP() << "docker-registry is not installed; run ci/setup engines";
    }
    image = make(false, name);
    put(image);
    say({engine_name(), "push", name});
    forget();
  }

  void say(const std::vector<std::string>& argv) {
    const auto answer = ask(argv);
    EXPECT_TRUE(answer.status.success()) << answer.out << answer.err;
  }

  // Nothing of the image stays with the engine, under whatever name.
  void forget() { say({engine_name(), "rmi", "--force", image.id.substr(image.id.find(':') + 1)}); }

  const std::string registry = sys::environment_value("REPROVIP_TEST_REGISTRY");
  const std::string name = registry + "/reprovip/pulled:" + engine_name();
  Image image;
};

TEST_F(EngineRegistry, MissingImageIsPulledWhereTheProtocolSaysSo) {
  const auto never = reprovip(protocol("image = \"" + name + "\"\n"));
  EXPECT_EQ(never.status.code, 75) << "not unless it is asked for: " << never.out << never.err;
  EXPECT_THAT(never.err, HasSubstr("has no image \"" + name + "\""));
  const auto pulled = reprovip(protocol("image = \"" + name + "\"\npull = \"missing\"\n"));
  EXPECT_EQ(pulled.status.code, 0) << pulled.out << pulled.err;
  EXPECT_THAT(planned(), testing::ElementsAre(image.id));
}

TEST_F(EngineRegistry, PulledByDigestIsTheDigestOfTheRegistry) {
  // What the registry itself says of the tag.
  const auto head = ask({"curl", "--silent", "--show-error", "--head", "--noproxy", "*", "--header",
                         "Accept: application/vnd.docker.distribution.manifest.v2+json", "--header",
                         "Accept: application/vnd.oci.image.manifest.v1+json",
                         "http://" + registry + "/v2/reprovip/pulled/manifests/" + engine_name()});
  const auto begin = head.out.find("sha256:");
  ASSERT_NE(begin, std::string::npos) << head.out << head.err;
  const auto digest = head.out.substr(begin, 7 + 64);
  const auto repository = registry + "/reprovip/pulled";
  const auto pulled =
      reprovip(protocol("image = \"" + repository + "@" + digest + "\"\npull = \"missing\"\n"));
  EXPECT_EQ(pulled.status.code, 0) << pulled.out << pulled.err;
  EXPECT_THAT(planned(), testing::ElementsAre(image.id));
  EXPECT_THAT(planned("repo_digests"), testing::ElementsAre(HasSubstr(repository + "@" + digest)));
  // And one that the registry has not.
  const auto wrong =
      reprovip(protocol("image = \"" + repository + "@" + k_no_digest + "\"\npull = \"missing\"\n"));
  EXPECT_EQ(wrong.status.code, 75) << wrong.out << wrong.err;
  EXPECT_THAT(wrong.err, HasSubstr(k_no_digest));
}

} // namespace

} // namespace reprovip::launch
