#include "harness/plan/planner.hpp"
#include "harness/study/moved_image.hpp"
#include "harness/sys/hash.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace reprovip::study {

namespace {

using testing::HasSubstr;

// A store, and studies of one protocol on an image that may have moved between them.
class MovedImage : public testing::Test {
protected:
  // The study of `reference` when it meant the image `id`; two executions.
  static model::Plan plan_of(const std::string& reference, const std::string& id) {
    model::Plan plan;
    const auto cell = sys::sha256(reference + id);
    plan.study = "moved-" + cell.hex.substr(0, 8);
    model::Deployment deployment;
    deployment.engine = "docker";
    deployment.config = {.engine = "docker", .image = reference};
    deployment.details = {{"id", id}};
    plan.resolved.deployments = {deployment};
    plan.cells.push_back({.key = cell});
    plan.executions = {{.cell = 0, .repetition = 1}, {.cell = 0, .repetition = 2}};
    return plan;
  }

  void save(const model::Plan& plan) {
    ASSERT_TRUE(store.write_study_file(plan.study, "plan.json", dump(plan::to_json(plan))));
    // Two plans of one test may be of the same tick of the file system's clock.
    std::filesystem::last_write_time(store.study_directory(plan.study) / "plan.json",
                                     clock += std::chrono::seconds(1));
  }

  void finish(const model::Plan& plan, std::uint32_t repetition, bool infrastructure = false) {
    const auto attempt = store.new_attempt(plan.cells[0].key, repetition);
    ASSERT_TRUE(attempt);
    model::Record record;
    record.study = plan.study;
    record.cell = plan.cells[0].key;
    record.repetition = repetition;
    record.attempt = attempt->id;
    record.subject = "s";
    record.argv = {"program"};
    record.ending.outcome = infrastructure ? model::Outcome::lost : model::Outcome::succeeded;
    record.ending.infrastructure = infrastructure;
    ASSERT_TRUE(store.write_record(*attempt, record));
  }

  std::string error(const model::Plan& plan) const {
    const auto found = find_moved_images(store, plan, false);
    return found ? "" : render(found.error());
  }

  test::TempDir dir;
  store::Store store = store::Store::open(dir.path() / "store", store::Access::write).value();
  std::filesystem::file_time_type clock = std::filesystem::file_time_type::clock::now();
};

TEST_F(MovedImage, IsAnErrorWithBothDigestsWhileAStudyIsUnfinished) {
  const auto old = plan_of("app:1", "sha256:aaaa");
  save(old);
  finish(old, 1);
  const auto now = plan_of("app:1", "sha256:bbbb");
  const auto said = error(now);
  EXPECT_THAT(said,
              HasSubstr("image \"app:1\" of docker has moved: it is now sha256:bbbb, and was sha256:aaaa"));
  EXPECT_THAT(said, HasSubstr("\"" + old.study + "\" was planned, of which 1 of 2 executions are done"));
  EXPECT_THAT(said, HasSubstr("--accept-moved"));
  EXPECT_EQ(error(plan_of("app:1", "sha256:aaaa")), "") << "the same image resumes";
  EXPECT_EQ(error(plan_of("app:2", "sha256:bbbb")), "") << "another tag is another image";
}

TEST_F(MovedImage, WhatTheInfrastructurePreventedIsNotDone) {
  const auto old = plan_of("app:1", "sha256:aaaa");
  save(old);
  finish(old, 1);
  finish(old, 2, true);
  EXPECT_THAT(error(plan_of("app:1", "sha256:bbbb")), HasSubstr("1 of 2 executions"));
}

TEST_F(MovedImage, IsOnlySaidWhenTheStudyIsFinished) {
  const auto old = plan_of("app:1", "sha256:aaaa");
  save(old);
  finish(old, 1);
  finish(old, 2);
  const auto found = find_moved_images(store, plan_of("app:1", "sha256:bbbb"), false);
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, testing::ElementsAre(
                          "image \"app:1\" of docker is now sha256:bbbb, was sha256:aaaa in study \"" +
                          old.study + "\""));
}

TEST_F(MovedImage, OnceAcceptedIsNoLongerAsked) {
  const auto old = plan_of("app:1", "sha256:aaaa");
  save(old);
  const auto now = plan_of("app:1", "sha256:bbbb");
  const auto accepted = find_moved_images(store, now, true);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->size(), 1U) << "it is said all the same";
  save(now);
  EXPECT_EQ(error(now), "");
  EXPECT_THAT(error(old), HasSubstr("it is now sha256:aaaa, and was sha256:bbbb")) << "and not back unseen";
}

TEST_F(MovedImage, APinnedImageCannotMove) {
  const auto pinned = "app@sha256:" + std::string(64, 'a');
  save(plan_of(pinned, "sha256:aaaa"));
  EXPECT_EQ(error(plan_of(pinned, "sha256:bbbb")), "");
}

} // namespace

} // namespace reprovip::study
