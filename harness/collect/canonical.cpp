#include "harness/collect/canonical.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/collect/collect.hpp"
#include "harness/collect/gzip.hpp"
#include "harness/collect/mapped_file.hpp"
#include "harness/collect/normaliser.hpp"

#include <algorithm>

namespace reprovip::collect {

namespace {

// What a file may unpack to: deflate makes 1032 of 1 at most, an archive in an archive more; below 4 GiB
// nothing is refused.
std::uint64_t unpacking_budget(std::size_t size) {
  constexpr std::uint64_t k_always = std::uint64_t{4} << 30;
  return std::max<std::uint64_t>(k_always, std::uint64_t{1100} * size);
}

std::string_view without_gz(std::string_view name) {
  return name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
}

// Format, payload and canonical digest of bytes that are not compressed.
Layers digest_payload(HashedBytes& bytes, std::string_view file_name, const Context& context) {
  Layers layers;
  layers.format = "bytes";
  const std::string head(bytes.peek(k_head));
  for (const auto& candidate : builtin_formats()) {
    if (!candidate.recognise(head, file_name)) {
      continue;
    }
    auto canonical = candidate.normalise(bytes, context);
    if (canonical) {
      layers.format = candidate.name;
      layers.canonical = std::move(*canonical);
    } else {
      layers.note = format("not compared as {}: {}", candidate.name, canonical.error().message);
    }
    break;
  }
  layers.payload = bytes.finish();
  layers.raw = layers.payload;
  if (layers.canonical.digest.empty()) {
    layers.canonical.digest = layers.payload;
  }
  return layers;
}

Layers digest_gzip(HashedBytes& compressed, std::string_view file_name, const Context& context) {
  const auto unpacked = open_gzip(compressed, context.budget);
  HashedBytes payload(*unpacked);
  auto layers = digest_payload(payload, without_gz(file_name), context);
  layers.raw = compressed.finish();
  if (const auto damage = unpacked->damage(); !damage.empty()) {
    return {"bytes", layers.raw, layers.raw, {layers.raw, {}}, "not unpacked: " + damage};
  }
  layers.format = layers.format == "bytes" ? "gzip" : layers.format;
  layers.canonical.ignored.insert(layers.canonical.ignored.begin(), "gzip header and compression");
  return layers;
}

Result<void> check_names(const std::vector<std::string>& names) {
  const auto known = model::names_of(builtin_normalisers());
  for (const auto& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return failure(ErrorKind::usage, format("unknown normaliser \"{}\"", name), suggestion(name, known));
    }
  }
  return {};
}

} // namespace

Layers digest_layers(Bytes& bytes, std::string_view file_name, const Context& context) {
  HashedBytes hashed(bytes);
  if (is_gzip(hashed.peek(k_head))) {
    return digest_gzip(hashed, file_name, context);
  }
  return digest_payload(hashed, file_name, context);
}

Result<Digests> digests_of(const sys::Path& file, const std::vector<std::string>& normalisers) {
  return digests_of(file, file.filename().string(), normalisers);
}

Result<Digests> digests_of(const sys::Path& file, const std::string& name,
                           const std::vector<std::string>& normalisers) {
  TRY(check_names(normalisers));
  TRY_ASSIGN(const auto mapped, MappedFile::open(file));
  const std::set<std::string> named(normalisers.begin(), normalisers.end());
  auto budget = unpacking_budget(mapped.bytes().size());
  MemoryBytes bytes(mapped.bytes());
  auto layers = digest_layers(bytes, name, {named, budget, 0});
  return Digests{std::move(layers.format),
                 std::move(layers.raw),
                 std::move(layers.payload),
                 std::move(layers.canonical.digest),
                 std::move(layers.canonical.ignored),
                 std::move(layers.note)};
}

} // namespace reprovip::collect
