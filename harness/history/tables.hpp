#pragma once

namespace reprovip::history {

// A change of the tables' meaning is a new number: an index of another is built anew.
constexpr int k_tables = 1;

// `verdict` and `status` are the words of model/verdict.hpp; NULL where there is none. Times in ms of UTC,
// wall and cpu in seconds, memory in bytes. `line` is what is compared over time: protocol, profile, options
// and application, joined by U+001F.
constexpr const char* k_make_tables = R"sql(
CREATE TABLE studies(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, line TEXT NOT NULL,
  protocol TEXT NOT NULL, profile TEXT NOT NULL, options TEXT NOT NULL, application TEXT NOT NULL,
  version TEXT NOT NULL, verdict TEXT, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, tool TEXT NOT NULL,
  planned INTEGER NOT NULL, complete INTEGER NOT NULL, failed INTEGER NOT NULL, unfinished INTEGER NOT NULL);
CREATE TABLE criteria(
  study INTEGER NOT NULL, place INTEGER NOT NULL, criterion TEXT NOT NULL, severity TEXT NOT NULL,
  status TEXT NOT NULL, subject_of TEXT NOT NULL, require TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE checks(
  study INTEGER NOT NULL, criterion TEXT NOT NULL, value TEXT NOT NULL, grouped TEXT NOT NULL, status TEXT NOT NULL);
CREATE TABLE scores(
  study INTEGER NOT NULL, place INTEGER NOT NULL, metric TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
  grouped TEXT NOT NULL, estimate REAL, low REAL, high REAL, unit TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE executions(
  study INTEGER NOT NULL, subject TEXT NOT NULL, grouped TEXT NOT NULL, repetition INTEGER NOT NULL,
  outcome TEXT NOT NULL, complete INTEGER NOT NULL, wall REAL, cpu REAL, memory REAL, host TEXT NOT NULL,
  ended_ms INTEGER NOT NULL);
CREATE INDEX studies_by_line ON studies(line, last_ms, name);
CREATE INDEX criteria_by_study ON criteria(study, criterion, status);
CREATE INDEX checks_by_study ON checks(study, criterion);
CREATE INDEX scores_by_metric ON scores(metric, study, place);
CREATE INDEX scores_by_study ON scores(study);
CREATE INDEX executions_by_wall ON executions(study, complete, grouped, wall);
CREATE INDEX executions_by_memory ON executions(study, complete, grouped, memory);
)sql";

} // namespace reprovip::history
