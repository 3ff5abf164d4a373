#include "harness/study/vip_pipeline.hpp"

#include "harness/base/format.hpp"
#include "harness/vip/visit.hpp"

#include <algorithm>

namespace reprovip::study {

Result<FetchedPipeline> fetch_pipeline(const std::string& pipeline) {
  const auto slash = pipeline.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == pipeline.size()) {
    return failure(ErrorKind::usage, format("\"vip:{}\" names no pipeline", pipeline),
                   "write vip:NAME/VERSION");
  }
  TRY_ASSIGN(auto visit, vip::Visit::begin({}));
  TRY_ASSIGN(const auto descriptor, visit.descriptor(pipeline));
  TRY_ASSIGN(auto scratch, Scratch::make());
  auto name = pipeline;
  std::ranges::replace(name, '/', '-');
  std::ranges::replace(name, ' ', '_');
  auto file = scratch.path() / (name + ".json");
  auto text = dump(descriptor, 2) + "\n";
  TRY(sys::write_file_atomic(file, text));
  return FetchedPipeline(std::move(scratch), std::move(file), std::move(text));
}

} // namespace reprovip::study
