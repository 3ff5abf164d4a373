#pragma once

#include "harness/cluster/scheduler.hpp"
#include "harness/launch/launcher.hpp"

namespace reprovip::cluster {

// What a scheduler says of itself. `clients`: of need_clients.
launch::Probe probe(const Scheduler& scheduler, const Result<void>& clients);

} // namespace reprovip::cluster
