#pragma once

namespace reprovip {

// CPUs that this process may run on (`taskset`, cgroup cpusets), 1 at least: how many threads are worth
// starting. std::thread::hardware_concurrency() counts those of the machine.
unsigned usable_cpus();

} // namespace reprovip
