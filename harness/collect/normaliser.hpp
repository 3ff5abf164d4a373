#pragma once

#include "harness/base/result.hpp"
#include "harness/collect/bytes.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::collect {

// What remains of a file after its normaliser: a digest over it, and in words what was left out. No digest:
// the bytes as they are.
struct Canonical {
  Digest digest;
  std::vector<std::string> ignored;
};

// What normalisers of one file share. `budget` is how many more bytes may be unpacked: a file that unpacks to
// more than any honest one is compared as it is.
struct Context {
  const std::set<std::string>& named; // by the protocol's `ignore`
  std::uint64_t& budget;
  int depth = 0; // of archives in archives
};

// A file format: how it is told from its first bytes (at most k_head) and the file's name, and what it
// normalises by itself. `normalise` may be given anything that `recognise` took: what it cannot parse is an
// error with the reason.
struct Format {
  std::string_view name;
  std::string_view doc;
  bool (*recognise)(std::string_view head, std::string_view file_name);
  Result<Canonical> (*normalise)(Bytes& bytes, const Context& context);
};
constexpr std::size_t k_head = 1024;

// The visible tables, in the order in which formats are tried.
const std::vector<Format>& builtin_formats();
struct NamedNormaliser {
  std::string_view name;
  std::string_view formats;
  std::string_view doc;
};
const std::vector<NamedNormaliser>& named_normalisers();

// Raw digest (of the bytes as they come), payload (decompressed), canonical; of a file or of an archive's
// member.
struct Layers {
  std::string format;
  Digest raw;
  Digest payload;
  Canonical canonical; // its digest is always there
  std::string note;    // why a format it claims was not used
};
Layers digest_layers(Bytes& bytes, std::string_view file_name, const Context& context);

bool is_nifti(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_nifti(Bytes& bytes, const Context& context);
bool is_mif(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_mif(Bytes& bytes, const Context& context);
bool is_tck(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_tck(Bytes& bytes, const Context& context);
bool is_dicom(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_dicom(Bytes& bytes, const Context& context);
bool is_png(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_png(Bytes& bytes, const Context& context);
bool is_tiff(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_tiff(Bytes& bytes, const Context& context);
bool is_pdf(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_pdf(Bytes& bytes, const Context& context);
bool is_mgh(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_mgh(Bytes& bytes, const Context& context);
bool is_surface(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_surface(Bytes& bytes, const Context& context);
bool is_netcdf(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_netcdf(Bytes& bytes, const Context& context);
bool is_mat(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_mat(Bytes& bytes, const Context& context);
bool is_trk(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_trk(Bytes& bytes, const Context& context);
bool is_stats(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_stats(Bytes& bytes, const Context& context);
bool is_svg(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_svg(Bytes& bytes, const Context& context);
bool is_html(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_html(Bytes& bytes, const Context& context);
bool is_postscript(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_postscript(Bytes& bytes, const Context& context);
bool is_tar(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_tar(Bytes& bytes, const Context& context);
bool is_zip(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_zip(Bytes& bytes, const Context& context);
bool is_json(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_json(Bytes& bytes, const Context& context);
bool is_text(std::string_view head, std::string_view file_name);
Result<Canonical> normalise_text(Bytes& bytes, const Context& context);

inline tl::unexpected<Error> unparsable(std::string reason) {
  return failure(ErrorKind::data, std::move(reason));
}

} // namespace reprovip::collect
