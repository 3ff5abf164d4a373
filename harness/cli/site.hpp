#pragma once

#include "harness/base/result.hpp"
#include "harness/model/study.hpp"
#include "harness/sys/files.hpp"

#include <string>

// A folder of pages, DIR/<study>/index.html each, and DIR/index.html that leads to them: what GitLab Pages
// serves.
namespace reprovip::cli {

// Whether --html names a site: a folder that is there, or any name that ends in "/".
bool is_site(const std::string& file);

// Writes the page of one study, and DIR/<study>/summary.json, what the index says of it.
Result<void> write_site_page(const sys::Path& site, const model::Study& study);
// Writes the index of all studies whose summaries are in the site, whichever stores and machines they come
// from. Gives how many there are.
Result<std::size_t> write_site_index(const sys::Path& site);

} // namespace reprovip::cli
