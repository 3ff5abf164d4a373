#include "harness/cluster/scheduler.hpp"

namespace reprovip::cluster {

Json to_json(const Submitted& job) {
  auto tasks = Json::array();
  for (const auto& task : job.tasks) {
    tasks.push(task);
  }
  return Json::object({{"name", job.name}, {"id", job.id}, {"tasks", tasks}, {"cluster", job.cluster}});
}

Submitted submitted_from_json(const Json& json) {
  Submitted job;
  job.name = json["name"].text();
  job.id = json["id"].text();
  const auto& tasks = json["tasks"];
  for (const auto& task : tasks.items()) {
    job.tasks.push_back(task.text());
  }
  job.cluster = json["cluster"].text();
  return job;
}

} // namespace reprovip::cluster
