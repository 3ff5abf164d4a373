#pragma once

#include "harness/base/json.hpp"
#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::vip {

// What one execution asks of VIP, before anything is uploaded.
struct Request {
  std::string pipeline; // "CQUEST/0.6"
  sys::Path descriptor; // the Boutiques descriptor that the protocol has as its application
  std::map<std::string, std::vector<std::string>> values; // of inputs that are no files, by id
};
// Of the command line that engine `vip` makes (launch/vip_engine.hpp).
Result<Request> request_from(const std::vector<std::string>& argv);

struct Findings {
  std::vector<std::string> mistakes; // VIP would refuse it, or do something else than asked
  std::vector<std::string> warnings;
};
// What VIP would make of these values and files under the rules of `descriptor`: characters, empty values and
// files, `@@` and lists (which VIP runs as several jobs; fine with `several_jobs`), inputs that VIP fills
// itself, numbers that lose digits. Looks at the files' names and sizes only.
Findings check_request(const Request& request, const std::vector<model::InputFile>& files,
                       const Json& descriptor, bool several_jobs);

} // namespace reprovip::vip
