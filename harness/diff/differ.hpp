#pragma once

#include "harness/diff/diff.hpp"
#include "harness/score/look_at.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::diff {

// Two files that are not the same bytes, and what is known of them before a differ looks.
struct Pair {
  Side a;
  Side b;
  std::string format_a; // as collect tells it from the content: "nifti", "tck", "tar", "text", "bytes" ...
  std::string format_b;
  score::Look look_a;
  score::Look look_b;
  int depth = 0; // of archives in archives

  bool both_have(std::string_view format) const { return format_a == format && format_b == format; }
  bool both_are(score::Nature nature) const { return look_a.nature == nature && look_b.nature == nature; }
};

// One kind of file. `diff` may be given whatever `applies` took; what it cannot read is an error of kind
// `data`, and the next differ that applies is asked.
struct Differ {
  const char* name;
  const char* doc;
  bool (*applies)(const Pair& pair);
  Result<void> (*diff)(const Pair& pair, const Options& options, Difference& difference);
};
// The visible table; the last one takes everything.
const std::vector<Differ>& builtin_differs();

Result<void> diff_archives(const Pair& pair, const Options& options, Difference& difference);
Result<void> diff_tracks(const Pair& pair, const Options& options, Difference& difference);
Result<void> diff_dicom(const Pair& pair, const Options& options, Difference& difference);
Result<void> diff_labels(const Pair& pair, const Options& options, Difference& difference);
Result<void> diff_images(const Pair& pair, const Options& options, Difference& difference);
Result<void> diff_transforms(const Pair& pair, const Options& options, Difference& difference);
Result<void> diff_numbers(const Pair& pair, const Options& options, Difference& difference);
Result<void> diff_tables(const Pair& pair, const Options& options, Difference& difference);
Result<void> diff_texts(const Pair& pair, const Options& options, Difference& difference);
Result<void> diff_bytes(const Pair& pair, const Options& options, Difference& difference);

// Shared by differs.

// diff_files at a depth of archives.
Result<Difference> diff_at(const Side& a, const Side& b, const Options& options, int depth);
Result<Difference> diff_trees_at(const Tree& a, const Tree& b, const std::string& name,
                                 const Options& options, int depth);
// Fields of the NIfTI header that differ, with those that the canonical digest leaves out marked; nothing
// when none does or a file is no NIfTI.
std::optional<Part> nifti_header_part(const Pair& pair);
// Lines of a header "key: value" (.mif, .tck) that differ; nothing when none does.
std::optional<Part> header_lines_part(const std::string& a, const std::string& b, const Options& options);
// The edits that make `b` of `a`, as `diff -u` writes them with 3 lines around.
Part text_part(const std::string& a, const std::string& b, const Options& options);
// Where the bytes of the two begin to differ, with a few bytes around.
Part bytes_part(std::string_view a, std::string_view b);
// What diffoscope says, or that it is not installed.
Part diffoscope_part(const Pair& pair, const Options& options);

// "3 of 27 (11 %)"
std::string share_text(std::size_t part, std::size_t whole);
// A number as short as it reads back, and null where it is not finite.
std::string number_text(double value);
Json number_json(double value);
// |a - b| / max(|a|, |b|); 0 when both are 0.
double relative_difference(double a, double b);
// Adds "... and N more" when `count` is above `options.most`.
void add_more(std::vector<std::string>& lines, std::size_t count, const Options& options);

} // namespace reprovip::diff
