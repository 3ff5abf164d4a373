#include "harness/study/exhibit.hpp"
#include "harness/sys/hash.hpp"
#include "harness/voxels/deflate.hpp"
#include "harness/voxels/nifti.hpp"
#include "harness/voxels/nifti_write.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprovip::study {
namespace {

using model::LayerRole;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

voxels::Image cube(std::size_t side) {
  voxels::Image image;
  image.dims = {side, side, side};
  image.spacing = {1, 1, 1};
  image.affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  image.values.assign(side * side * side, 0);
  return image;
}

// Label 1 at each of the places.
std::string labels(std::initializer_list<std::size_t> places, std::size_t side = 4) {
  auto image = cube(side);
  for (const auto place : places) {
    image.values[place] = 1;
  }
  return voxels::nifti_bytes(image, voxels::VoxelType::uint8).value();
}

voxels::Image unpacked(const std::string& bytes) {
  return voxels::read_nifti(std::as_bytes(std::span(bytes))).value();
}

// A store and a study of one subject, whose output "seg" is label images.
class Exhibits : public ::testing::Test {
protected:
  Exhibits() : m_store(store::Store::open(m_directory.path() / "store", store::Access::write).value()) {
    m_study.plan.study = "s-01234567";
    m_study.plan.resolved.subjects.resize(1);
    m_study.plan.resolved.subjects[0].id = "sub-01";
    m_study.plan.conditions.resize(1);
    m_study.plan.cells.resize(1);
    model::OutputDecl seg;
    seg.id = "seg";
    seg.path = "seg.nii";
    seg.reader = "labels";
    m_study.plan.resolved.protocol.outputs.push_back(seg);
    m_study.scores.classes.resize(1);
    m_study.scores.classes[0].output = "seg";
    m_study.scores.classes[0].subjects.resize(1);
  }

  Digest keep(const std::string& bytes) {
    const auto digest = sys::sha256(bytes);
    EXPECT_TRUE(m_store.keep_bytes(bytes, digest));
    return digest;
  }

  model::LogFile log(const std::string& text) { return {keep(text), text.size(), text.size()}; }

  model::Record& add(model::Outcome outcome = model::Outcome::succeeded) {
    const auto number = static_cast<std::uint32_t>(m_study.plan.executions.size());
    m_study.plan.executions.push_back({0, number + 1, 0});
    auto& record = m_study.records.emplace_back().emplace();
    record.ending.outcome = outcome;
    return record;
  }

  // An execution that is the only one of its class.
  void add_class(const std::string& bytes, const std::string& path = "seg.nii") {
    auto& record = add();
    model::OutputFile file;
    file.path = path;
    file.size = bytes.size();
    file.raw = file.payload = file.canonical = keep(bytes);
    model::Output output;
    output.id = "seg";
    output.state = model::OutputState::present;
    output.files.push_back(file);
    output.raw = output.canonical = file.raw;
    record.outputs.push_back(output);
    const auto execution = static_cast<std::uint32_t>(m_study.records.size() - 1);
    m_study.scores.classes[0].subjects[0].canonical.push_back({output.canonical, {execution}});
  }

  void add_map(const std::string& name, const voxels::Image& image) {
    ASSERT_TRUE(voxels::write_nifti(m_store.study_directory(m_study.plan.study) / "maps" / name, image));
    model::Score score;
    score.metric = "spread";
    score.output = "brain";
    score.files.push_back("maps/" + name);
    m_study.scores.scores.push_back(score);
  }

  test::TempDir m_directory;
  store::Store m_store;
  model::Study m_study;
};

TEST_F(Exhibits, EndsOfLogs) {
  auto& record = add();
  record.out = log(std::string(100, 'x') + "the end");
  record.err = log("short");
  ExhibitLimits limits;
  limits.log_end = 7;
  exhibit(m_store, m_study, limits);
  EXPECT_EQ(m_study.exhibits.at(record.out.digest.hex), "the end");
  EXPECT_EQ(m_study.exhibits.at(record.err.digest.hex), "short");
  EXPECT_THAT(m_study.not_exhibited, SizeIs(0));
}

TEST_F(Exhibits, LogsOfFailuresComeFirst) {
  const auto first = (add().out = log("all is well"));
  const auto failed = (add(model::Outcome::failed).out = log("that went wrong"));
  ExhibitLimits limits;
  limits.logs = 10;
  exhibit(m_store, m_study, limits);
  EXPECT_EQ(m_study.exhibits.at(failed.digest.hex), "went wrong");
  EXPECT_FALSE(m_study.exhibits.contains(first.digest.hex));
  EXPECT_THAT(m_study.not_exhibited, ElementsAre(HasSubstr("1 log:")));
}

TEST_F(Exhibits, LogThatIsNotInTheStoreIsAbsent) {
  add().out = {sys::sha256("gone"), 4, 4};
  exhibit(m_store, m_study);
  EXPECT_THAT(m_study.exhibits, SizeIs(0));
}

TEST_F(Exhibits, OneVolumeOfEachClass) {
  add_class(labels({21, 22}));
  add_class(labels({21}));
  exhibit(m_store, m_study);
  ASSERT_THAT(m_study.pictures, SizeIs(1));
  const auto& layers = m_study.pictures[0].layers;
  ASSERT_THAT(layers, SizeIs(2));
  EXPECT_EQ(layers[0].role, LayerRole::labels);
  EXPECT_EQ(layers[0].name, "class A: r001");
  EXPECT_EQ(unpacked(m_study.exhibits.at(layers[1].exhibit)).values, unpacked(labels({21})).values);
}

TEST_F(Exhibits, TruthAndInputOfTheSameGrid) {
  add_class(labels({21, 22}));
  add_class(labels({21}));
  auto& subject = m_study.plan.resolved.subjects[0];
  subject.truth["seg"] = m_directory.write("truth.nii", labels({22}));
  const auto small = m_directory.write("small.nii", labels({1}, 2));
  const auto changed = m_directory.write("changed.nii", labels({3}));
  const auto good = m_directory.write("t1.nii", labels({5}));
  subject.inputs.push_back({"a", small, "", sys::sha256_file(small).value(), 0, false});
  subject.inputs.push_back({"b", changed, "", sys::sha256("as it was"), 0, false});
  subject.inputs.push_back({"c", good, "", sys::sha256_file(good).value(), 0, false});
  exhibit(m_store, m_study);
  ASSERT_THAT(m_study.pictures, SizeIs(1));
  const auto& layers = m_study.pictures[0].layers;
  ASSERT_THAT(layers, SizeIs(4));
  EXPECT_EQ(layers[0].role, LayerRole::image);
  EXPECT_EQ(layers[0].name, "c (t1.nii)");
  EXPECT_EQ(layers[3].role, LayerRole::truth);
}

TEST_F(Exhibits, ImagesAreShownByTheirDifference) {
  m_study.plan.resolved.protocol.outputs[0].reader = "image";
  auto image = cube(4);
  image.values[21] = 2;
  add_class(voxels::nifti_bytes(image, voxels::VoxelType::float32).value());
  image.values[22] = 1e-6;
  add_class(voxels::nifti_bytes(image, voxels::VoxelType::float32).value());
  exhibit(m_store, m_study);
  ASSERT_THAT(m_study.pictures, SizeIs(1));
  const auto& layers = m_study.pictures[0].layers;
  ASSERT_THAT(layers, SizeIs(2));
  EXPECT_EQ(layers[0].role, LayerRole::image);
  EXPECT_EQ(layers[1].name, "class B: r002 minus class A: r001");
  const auto difference = unpacked(m_study.exhibits.at(layers[1].exhibit)).values;
  EXPECT_EQ(difference[21], 0);
  EXPECT_NEAR(difference[22], 1e-6, 1e-8);
}

TEST_F(Exhibits, BytesThatWereNotKeptAreNamed) {
  add_class(labels({21}));
  add_class(labels({22}));
  m_study.records[1]->outputs[0].files[0].raw = sys::sha256("never seen");
  m_study.records[1]->outputs[0].raw = sys::sha256("never seen");
  exhibit(m_store, m_study);
  EXPECT_THAT(m_study.pictures, SizeIs(0));
  EXPECT_THAT(m_study.not_exhibited, ElementsAre(HasSubstr("seg of sub-01")));
}

TEST_F(Exhibits, MapsAreCutAndThinned) {
  auto image = cube(40);
  image.values[20 * 1600 + 20 * 40 + 20] = 3;
  add_map("spread-1-sd.nii.gz", image);
  exhibit(m_store, m_study);
  ASSERT_THAT(m_study.pictures, SizeIs(1));
  EXPECT_THAT(m_study.pictures[0].notes, ElementsAre(HasSubstr("not 0")));
  const auto& layer = m_study.pictures[0].layers.at(0);
  EXPECT_EQ(layer.name, "sd");
  EXPECT_THAT(unpacked(m_study.exhibits.at(layer.exhibit)).dims, ElementsAre(17, 17, 17));
  ExhibitLimits limits;
  limits.map_voxels = 1000;
  exhibit(m_store, m_study, limits);
  EXPECT_THAT(m_study.pictures[0].notes, ElementsAre(HasSubstr("not 0"), HasSubstr("every second")));
}

TEST_F(Exhibits, LimitsAndFaultsAreNamed) {
  auto image = cube(4);
  image.values[0] = 1;
  add_map("spread-1-sd.nii.gz", image);
  add_map("spread-1-mean.nii.gz", image);
  image.dims = {4, 4, 2, 2};
  add_map("spread-1-cv.nii.gz", image);
  m_study.scores.scores[0].files.emplace_back("maps/gone.nii.gz");
  exhibit(m_store, m_study);
  EXPECT_THAT(m_study.pictures, SizeIs(2));
  EXPECT_THAT(m_study.not_exhibited, ElementsAre(HasSubstr("gone.nii.gz"), HasSubstr("4 axes")));
  ExhibitLimits limits;
  limits.pictures = 1;
  exhibit(m_store, m_study, limits);
  EXPECT_THAT(m_study.not_exhibited, ElementsAre(HasSubstr("3 more maps")));
  limits.volumes = 10;
  exhibit(m_store, m_study, limits);
  EXPECT_THAT(m_study.pictures, SizeIs(0));
}

TEST_F(Exhibits, TransformsBesideThoseOfTheLargestClass) {
  m_study.plan.resolved.protocol.outputs[0].reader = "transform";
  m_study.scores.classes[0].classes = 3;
  add_class("1 0 0 10\n0 1 0 20\n0 0 1 30\n0 0 0 1\n", "a.mat");
  add_class("0 -1 0 13\n1 0 0 24\n0 0 1 30\n0 0 0 1\n", "a.mat");
  add_class("no numbers", "a.mat");
  exhibit(m_store, m_study);
  ASSERT_THAT(m_study.movements, SizeIs(1));
  const auto& moved = m_study.movements[0].of;
  ASSERT_TRUE(moved[0] && moved[1]);
  EXPECT_EQ(moved[0]->translation_mm, 0);
  EXPECT_NEAR(moved[1]->translation_mm, 5, 1e-12);
  EXPECT_NEAR(moved[1]->rotation_deg, 90, 1e-9);
  EXPECT_FALSE(moved[2]);
}

TEST_F(Exhibits, SameBytesTwice) {
  add_class(labels({21, 22}));
  add_class(labels({21}));
  add().out = log("hello");
  exhibit(m_store, m_study);
  const auto first = m_study.exhibits;
  exhibit(m_store, m_study);
  EXPECT_EQ(m_study.exhibits, first);
}

} // namespace
} // namespace reprovip::study
