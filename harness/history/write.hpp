#pragma once

#include "harness/history/database.hpp"
#include "harness/history/entry.hpp"

#include <string>
#include <vector>

namespace reprovip::history {

// Makes the tables when they are not there; those of another format go first.
Result<void> prepare_tables(Database& database);
// Brings the tables up to date with the store in one transaction; gives the number of studies read anew. A
// study that cannot be read is left out and named.
Result<std::uint32_t> update_tables(Database& database, const store::Store& store,
                                    std::vector<std::string>& notes);

} // namespace reprovip::history
