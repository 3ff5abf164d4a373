#include "harness/report/page_frame.hpp"

#include "harness/base/format.hpp"
#include "harness/report/base64.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/hash.hpp"

namespace reprovip::report {

namespace {

std::string source_of(const Digest& sha256) {
  return format(" '{}'", hash_source(sha256));
}

// The second line of defence after escaping.
std::string policy(const PageFrame& frame) {
  auto text = format("default-src 'none'; base-uri 'none'; form-action 'none'; style-src{}; script-src",
                     source_of(sys::sha256(frame.style)));
  for (const auto& script : frame.scripts) {
    text += source_of(sys::sha256(script.text()));
  }
  if (!frame.unpacked.empty()) {
    text += source_of({std::string(frame.unpacked)});
  }
  return frame.images.empty() ? text : format("{}; img-src {}", text, frame.images);
}

} // namespace

std::string page_begin(const PageFrame& frame) {
  return format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"generator\" content=\"reprovip {}\">\n<title>{}</title>\n<style>{}</style>\n"
                "</head>\n<body>\n",
                policy(frame), html(frame.tool_version), brief_html(frame.title, 220), frame.style);
}

std::string page_end(const PageFrame& frame, const std::string& islands) {
  auto text =
      format("<footer><p class=\"quiet\">Written by reprovip {}.</p></footer>\n", html(frame.tool_version));
  text += islands;
  for (const auto& script : frame.scripts) {
    text += format("<script data-part=\"{}\">{}</script>\n", script.name, script.text());
  }
  return text + "</body>\n</html>\n";
}

} // namespace reprovip::report
