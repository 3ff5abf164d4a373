#pragma once

#include "harness/model/score.hpp"
#include "harness/model/verdict.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::model {

// A study among others. What is compared over time has the same protocol, profile, options and application.
struct HistoryStudy {
  std::string store; // as the user typed it
  std::string study; // id
  std::string protocol;
  std::string profile;
  std::string options; // "--set a=b", in the order given: another question than without
  std::string application;
  std::string version;
  std::optional<Status> status; // absent: never judged
  // UTC, of the executions that count; of imported ones, when they were imported. 0: nothing ran yet.
  std::int64_t first_ms = 0;
  std::int64_t last_ms = 0; // end of the last execution: the time of the study
  std::string tool_version; // of reprovip, of the last execution
  std::uint32_t planned = 0;
  std::uint32_t complete = 0;
  std::uint32_t failed = 0;     // of the application
  std::uint32_t unfinished = 0; // could not be run, or not yet
};

struct HistoryPoint {
  std::uint32_t study = 0; // index into History::studies
  std::optional<double> estimate;
  std::optional<double> low; // an interval, or quartiles of times
  std::optional<double> high;
  std::string text; // of what is no number ("pass"), or why there is none
};

// A requirement of the form "nu <= 0.1", as the last study had it.
struct HistoryThreshold {
  std::string criterion;
  std::string op;
  double value = 0;
};

// From this point on the values are others than before.
struct HistoryChange {
  std::size_t point = 0;        // index into HistoryLine::points: the first after the change
  std::optional<double> before; // median from the change before (or the start) to here
  std::optional<double> after;  // median from here to the next (or the end)
  std::optional<double> p;      // of the test; absent where the change is there to be seen (a verdict)
};

// One value of one group over the studies that have it, in time order.
struct HistoryLine {
  std::string protocol; // with profile and options: "mrs --profile smoke"
  std::string application;
  std::string value; // "amplitudes.Amplitude[NAA]", a criterion, "" = the whole study
  std::string group;
  std::string unit;
  std::string kind; // of the metric
  std::vector<HistoryPoint> points;
  std::vector<HistoryThreshold> thresholds;
  std::vector<HistoryChange> changes;
  std::string note; // why no change could be looked for
};

struct History {
  std::string metric;
  std::string doc; // what a point is: "median of ..., bars from the first to the third quartile"
  double alpha = 0.05;
  std::vector<HistoryStudy> studies; // in time order, then by id
  std::vector<HistoryLine> lines;
  std::vector<std::string> notes;
};

} // namespace reprovip::model
