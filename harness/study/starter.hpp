#pragma once

#include "harness/model/application.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reprovip::study {

// A protocol that asks of every output of `application` whether it is reproducible enough, with comments that
// teach: K repetitions on every subject, the same bits or else what fits the output's kind. `path` is the
// application's, relative to the protocol. What only its user knows says FILL IN: where the data are, and
// parameters without a default, which are left out so that `check` asks for them.
// `on_vip`: it is a pipeline of VIP, which runs it.
std::string starter_protocol(const model::Application& application, const std::string& path,
                             bool on_vip = false);

// An application, its data and its protocol, which run at once: file names and contents.
std::vector<std::pair<std::string, std::string>> starter_example();

// `.gitlab-ci.yml` for a protocol, and the template that it includes.
std::vector<std::pair<std::string, std::string>> starter_pipeline(const std::string& protocol);

} // namespace reprovip::study
