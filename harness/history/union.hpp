#pragma once

#include "harness/history/history.hpp"
#include "harness/history/index.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::history {

// Several stores as one.
struct Union {
  struct Place {
    std::size_t index = 0;
    std::int64_t row = 0; // of the study in that index
  };
  std::vector<Index> indices;
  std::vector<model::HistoryStudy> studies; // in time order, each once
  std::vector<Place> places;                // of each study
};
Result<Union> open_all(const Stores& stores, std::vector<std::string>& notes);

} // namespace reprovip::history
