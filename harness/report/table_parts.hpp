#pragma once

#include "harness/report/tables.hpp"

// What the tables share.
namespace reprovip::report {

// study, execution, cell, subject, factor.*, environment, repetition, seed: which execution a row speaks of.
std::vector<TableColumn> execution_columns(const model::Study& study);
std::vector<std::string> execution_fields(const model::Study& study, std::uint32_t execution);

std::string header_row(const std::vector<TableColumn>& columns);

std::vector<TableColumn> value_columns(const model::Study& study);
void write_values(const model::Study& study, const model::Observations& values, const Sink& sink);
std::vector<TableColumn> run_columns(const model::Study& study);
void write_runs(const model::Study& study, const model::Observations& values, const Sink& sink);
std::vector<TableColumn> score_columns(const model::Study& study);

} // namespace reprovip::report
