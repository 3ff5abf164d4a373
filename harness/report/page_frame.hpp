#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reprovip::report {

struct PageScript {
  std::string_view name;
  std::string_view (*text)();
};

// What is around the content of a page of ours: nothing is fetched, and no script or style runs but these.
struct PageFrame {
  std::string title; // plain text
  std::string tool_version;
  std::string_view style;
  std::vector<PageScript> scripts; // run in this order, at the end of the page
  std::string_view unpacked;       // SHA-256 (hex) of one more script that these may start; "" = none
  std::string_view images;         // where images may come from, as a policy names it; "" = nowhere
};

// From the document's type to the beginning of its body.
std::string page_begin(const PageFrame& frame);
// The footer, `islands` of data that the scripts read, the scripts, and the end.
std::string page_end(const PageFrame& frame, const std::string& islands = {});

} // namespace reprovip::report
