#include "tests/unit/plan/fixtures.hpp"

#include "harness/plan/deployment.hpp"
#include "harness/plan/design.hpp"

namespace reprovip::plan::test {

model::Resolved resolved(model::Protocol protocol, std::size_t subjects) {
  model::Resolved made;
  const auto designed = combinations(protocol);
  EXPECT_TRUE(designed);
  if (designed) {
    made.deployments = list_deployments(protocol, *designed, {}).value();
  }
  for (auto& deployment : made.deployments) {
    deployment.identity = "image of " + deployment.engine + " " + deployment.config.image;
  }
  for (std::size_t i = 1; i <= subjects; ++i) {
    made.subjects.push_back(subject("sub-" + std::to_string(i)));
  }
  made.protocol = std::move(protocol);
  return made;
}

} // namespace reprovip::plan::test
