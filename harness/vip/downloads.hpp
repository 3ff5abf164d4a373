#pragma once

#include "harness/model/application.hpp"
#include "harness/vip/client.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::vip {

struct Downloaded {
  std::string refusal;              // why they cannot be had at all; "" = they can
  std::optional<Fault> fault;       // with a passing one: call again, what is here already stays
  std::vector<std::string> remarks; // what VIP named and does not have
};
// The returned files of an execution into `folder`, where the protocol looks for its outputs (`places_of`).
// Each is whole, with the size that VIP tells, or absent. One of more than `most` bytes refuses all, since
// VIP's API does.
Downloaded download_results(Client& client, const std::map<std::string, std::vector<std::string>>& returned,
                            const std::vector<model::OutputDecl>& outputs, const sys::Path& folder,
                            std::uint64_t most);

} // namespace reprovip::vip
