#pragma once

#include "harness/base/json.hpp"
#include "harness/base/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip::vip {

// What VIP's REST API answers, as values. Pure. VIP-portal 4.6; what the CARMIN specification 0.3.1 says
// otherwise is read too.

// Why there is no answer, by what can be done about it:
// `unsent`: no server heard it; `lost`: it may have been heard; `busy`: 5xx, or a transfer that took VIP too
// long: ask again. `quota`: too many executions (2000, 2001): wait. `gone`: no such execution (8015).
// `denied`: the key (401). `stopped`: we were asked to. `refused`: asking again changes nothing.
enum class FaultKind { unsent, lost, busy, quota, gone, denied, stopped, refused };
struct Fault {
  FaultKind kind = FaultKind::refused;
  int status = 0; // of HTTP; 0: no answer
  int code = 0;   // VIP's own; 0: none
  std::string message;
  std::string request = {}; // method and path
};
template <typename T>
using Answer = tl::expected<T, Fault>;

// Whether asking the same again, after a while, may help.
bool is_passing(const Fault& fault);

// The error in an answer of HTTP; nothing when it is none. VIP's errors are objects of exactly two members.
std::optional<Fault> fault_in(int status, std::string_view body);

struct Platform {
  std::string version;                     // of the API
  std::uint64_t max_transfer = 15'000'000; // bytes of a file that can be fetched: maxSizeDirectTransfer
};
Answer<Platform> platform_from(std::string_view body);

struct PathInfo {
  std::string path;
  bool exists = false;
  bool is_directory = false;
  std::uint64_t size = 0; // bytes
};
Answer<PathInfo> path_from(std::string_view body);
Answer<std::vector<PathInfo>> paths_from(std::string_view body);
Answer<bool> exists_from(std::string_view body);

enum class Status {
  initializing,
  ready,
  running,
  finished,
  initialization_failed,
  execution_failed,
  unknown,
  killed
};
// Over for good. `unknown` is not: it passes, or it does not.
bool is_terminal(Status status);

// One task of an execution, its latest try.
struct Task {
  std::string id; // VIP's invocation id
  std::string status;
  std::optional<int> exit_code;
  std::string message;
};

struct Execution {
  std::string id;
  std::string name;
  std::string pipeline;
  Status status = Status::unknown;
  std::string status_text;
  std::map<std::string, std::vector<std::string>> inputs;   // empty in lists
  std::map<std::string, std::vector<std::string>> returned; // output id → paths on VIP
  std::vector<Task> tasks;                                  // by id
};
Answer<Execution> execution_from(std::string_view body);
Answer<std::vector<Execution>> executions_from(std::string_view body);

// What a log's URL answers when there is no log: text like any other, with status 200.
bool is_no_log(std::string_view text);

} // namespace reprovip::vip
