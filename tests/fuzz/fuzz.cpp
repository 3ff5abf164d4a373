// One program for all fuzz targets: REPROVIP_FUZZ_TARGET is "collect.FORMAT" (a normaliser, or "gzip") or
// "read.NAME" (a reader). Nothing may crash, hang, or take memory for what a header claims.

#include "harness/collect/normaliser.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/voxels/nifti.hpp"

#include "tests/fuzz/png_sums.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <numeric>
#include <span>

namespace reprovip::score {

// The program has no ITK.
Result<Image> read_with_itk(const sys::Path&, const std::string&) {
  return failure(ErrorKind::data, "not here");
}

} // namespace reprovip::score

namespace {

using namespace reprovip;
using Target = std::function<void(std::string_view)>;

void check(bool promise) {
  if (!promise) {
    std::abort();
  }
}

// A file in memory, written anew each time.
class Scratch {
public:
  explicit Scratch(const char* name) : m_file(::memfd_create(name, 0)) {}
  sys::Path write(std::string_view bytes) {
    check(::ftruncate(m_file, 0) == 0 && ::lseek(m_file, 0, SEEK_SET) == 0);
    check(::write(m_file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    return "/proc/self/fd/" + std::to_string(m_file);
  }

private:
  int m_file;
};

void digest(std::string_view bytes, const char* name) {
  static const auto all = [] {
    std::set<std::string> names;
    for (const auto& named : collect::named_normalisers()) {
      names.emplace(named.name);
    }
    return names;
  }();
  std::uint64_t budget = std::uint64_t{16} << 20;
  collect::MemoryBytes memory(bytes);
  const auto layers = collect::digest_layers(memory, name, {all, budget, 0});
  check(layers.canonical.digest.hex.size() == 64 && layers.raw == sys::sha256(bytes));
}

void check_image(const Result<score::Image>& image) {
  if (image) {
    const auto voxels =
        std::accumulate(image->dims.begin(), image->dims.end(), std::size_t{1}, std::multiplies<>());
    check(image->values.size() == voxels * image->components);
  }
}

void read(const score::Reader& reader, std::string_view bytes, const char* name) {
  static Scratch scratch("object");
  const auto data = reader.read(scratch.write(bytes), name, {});
  if (!data) {
    return;
  }
  if (const auto* image = std::get_if<score::Image>(&*data)) {
    check_image(*image);
  }
  if (const auto* table = std::get_if<score::Table>(&*data)) {
    check(table->rows.size() == table->keys.size());
    check(std::all_of(table->rows.begin(), table->rows.end(),
                      [&](const auto& row) { return row.size() == table->columns.size(); }));
  }
  score::named_values(*data, "");
}

void read_pair(std::string_view bytes) {
  static Scratch header("header");
  static Scratch voxels("voxels");
  const auto size = std::min<std::size_t>(bytes.size(), 348);
  check_image(score::read_pair(header.write(bytes.substr(0, size)), voxels.write(bytes.substr(size))));
}

std::map<std::string, Target> targets() {
  std::map<std::string, Target> all;
  const std::map<std::string, const char*> names = {
      {"json", "x.json"}, {"stats", "x.stats"}, {"svg", "x.svg"}, {"mgh", "x.mgh"}, {"text", "x.log"}};
  for (const auto& known : collect::builtin_formats()) {
    const auto found = names.find(std::string(known.name));
    const auto* name = found == names.end() ? "x" : found->second;
    all["collect." + std::string(known.name)] = [name](std::string_view bytes) { digest(bytes, name); };
  }
  all["collect.png"] = [](std::string_view bytes) { digest(tests::with_png_sums(bytes), "x.png"); };
  all["collect.gzip"] = [](std::string_view bytes) { digest(bytes, "x.nii.gz"); };
  const auto add = [&](const char* target, const score::Reader& reader, const char* name) {
    all[target] = [&reader, name](std::string_view bytes) { read(reader, bytes, name); };
  };
  add("read.csv", score::table_reader(), "x.csv");
  add("read.json", score::table_reader(), "x.json");
  add("read.quest", score::quest_reader(), "x_quest2.txt");
  add("read.lcmodel", score::lcmodel_reader(), "x.table");
  add("read.text", score::text_reader(), "x.txt");
  add("read.vector", score::vector_reader(), "x.bvec");
  add("read.mif", score::image_reader(), "x.mif");
  add("read.mgh", score::image_reader(), "x.mgz");
  add("read.dicom", score::dicom_reader(), "x.dcm");
  add("read.transform", score::transform_reader(), "x.tfm");
  add("read.lta", score::transform_reader(), "x.lta");
  add("read.labels", score::labels_reader(), "x.nii.gz");
  all["read.nifti"] = [](std::string_view bytes) {
    check_image(voxels::read_nifti(std::as_bytes(std::span(bytes.data(), bytes.size()))));
  };
  all["read.analyze"] = read_pair;
  return all;
}

Target g_target;

} // namespace

extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
  const auto all = targets();
  const auto* name = std::getenv("REPROVIP_FUZZ_TARGET");
  const auto found = all.find(name == nullptr ? "" : name);
  if (found == all.end()) {
    for (const auto& [known, target] : all) {
      std::puts(known.c_str());
    }
    std::exit(name == nullptr ? 0 : 2);
  }
  g_target = found->second;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  g_target({reinterpret_cast<const char*>(data), size});
  return 0;
}
