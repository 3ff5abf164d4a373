#pragma once

#include "harness/base/result.hpp"
#include "harness/study/scratch.hpp"

#include <string>

namespace reprovip::study {

// The Boutiques descriptor of a pipeline of VIP, in a temporary file that is there as long as this.
class FetchedPipeline {
public:
  FetchedPipeline(Scratch scratch, sys::Path file, std::string text)
      : m_scratch(std::move(scratch)), m_file(std::move(file)), m_text(std::move(text)) {}

  const sys::Path& file() const { return m_file; } // NAME-VERSION.json
  const std::string& text() const { return m_text; }

private:
  Scratch m_scratch;
  sys::Path m_file;
  std::string m_text;
};

// Asks the VIP of REPROVIP_VIP_URL, else the public one, with the key of VIP_API_KEY.
Result<FetchedPipeline> fetch_pipeline(const std::string& pipeline);

} // namespace reprovip::study
