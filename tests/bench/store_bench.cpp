// What the store costs per execution: one record with an output and a log written, flushed, and read again.
// Prints; never a test. Usage: store_bench [executions] [directory]

#include "harness/base/format.hpp"
#include "harness/store/store.hpp"
#include "harness/sys/hash.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace reprovip;

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void print(const char* what, double seconds, std::size_t executions) {
  std::printf("%-36s %8.3f s %10.1f us each\n", what, seconds,
              1e6 * seconds / static_cast<double>(executions));
}

model::Plan plan_of(std::size_t executions, std::uint32_t repetitions) {
  model::Plan plan;
  plan.study = "bench";
  for (std::size_t i = 0; i < executions; ++i) {
    if (i % repetitions == 0) {
      plan.cells.push_back({0, 0, sys::sha256("cell " + std::to_string(i))});
    }
    plan.executions.push_back({static_cast<std::uint32_t>(plan.cells.size() - 1),
                               static_cast<std::uint32_t>(1 + i % repetitions), 0});
  }
  return plan;
}

// As large as the record of a real execution: environment, libraries, argv.
model::Record record_of(const model::Plan& plan, const model::Execution& execution,
                        const std::string& attempt) {
  model::Record record;
  record.study = plan.study;
  record.cell = plan.cells[execution.cell].key;
  record.repetition = execution.repetition;
  record.attempt = attempt;
  record.subject = "sub-01";
  record.levels = {{"engine", "native"}, {"threads", "1"}};
  record.argv = {"dwi2tensor", "-quiet", "in/dwi/dwi.mif", "dt.mif", "-nthreads", "1"};
  record.engine_argv = record.argv;
  record.environment = {
      {"HOME", "/nonexistent"}, {"LANG", "C.UTF-8"}, {"OMP_NUM_THREADS", "1"}, {"TZ", "UTC"}};
  record.ending.outcome = model::Outcome::succeeded;
  record.ending.exit_code = 0;
  record.ending.usage = {0.01, 0.008, 0.002, 12345678, "rusage"};
  for (int i = 0; i < 20; ++i) {
    record.ending.libraries.push_back(format("/usr/lib/x86_64-linux-gnu/libsomething{}.so.6", i));
  }
  record.out = {sys::sha256(attempt), 10, 10};
  model::Output output;
  output.id = "tensor";
  output.state = model::OutputState::present;
  output.files.push_back({"dt.mif",
                          4096,
                          sys::sha256("raw"),
                          sys::sha256("raw"),
                          sys::sha256("c"),
                          "mif",
                          {"MRtrix command_history", "MRtrix mrtrix_version"},
                          true});
  record.outputs.push_back(output);
  return record;
}

bool write_all(store::Store& store, const model::Plan& plan) {
  for (const auto& execution : plan.executions) {
    const auto attempt = store.new_attempt(plan.cells[execution.cell].key, execution.repetition);
    if (!attempt) {
      return false;
    }
    const auto output = attempt->directory / "work" / "dt.mif";
    const std::string bytes(4096, static_cast<char>('a' + execution.repetition % 3));
    if (!sys::write_file_atomic(output, bytes) || !store.keep_object(output, sys::sha256(bytes)) ||
        !store.keep_bytes(attempt->id, sys::sha256(attempt->id)) ||
        !store.write_record(*attempt, record_of(plan, execution, attempt->id))) {
      return false;
    }
  }
  return true;
}

} // namespace

int main(int argc, char** argv) {
  const auto executions = static_cast<std::size_t>(argc > 1 ? std::atoll(argv[1]) : 10000);
  const sys::Path directory =
      argc > 2 ? argv[2] : std::filesystem::temp_directory_path() / "reprovip-store-bench";
  static_cast<void>(sys::remove_tree(directory));
  auto store = store::Store::open(directory, store::Access::write);
  if (!store) {
    std::fputs(render(store.error()).c_str(), stderr);
    return 1;
  }
  const auto plan = plan_of(executions, 10);
  bool written = false;
  print("write record, output and log", seconds_of([&] { written = write_all(*store, plan); }), executions);
  print("flush them together", seconds_of([&] { written = written && store->flush(); }), executions);
  std::vector<std::string> warnings;
  std::size_t found = 0;
  const auto count_records = [&] {
    const auto records = store->records(plan, warnings);
    found = 0;
    for (std::size_t i = 0; records && i < records->size(); ++i) {
      found += (*records)[i] ? 1U : 0U;
    }
  };
  print("read the records of the plan", seconds_of(count_records), executions);
  print("again", seconds_of(count_records), executions);
  print("clean", seconds_of([&] { written = written && store->clean(plan); }), executions);
  print("look for garbage", seconds_of([&] { written = written && store->collect_garbage(true); }),
        executions);
  const bool whole = written && found == executions && warnings.empty();
  std::printf("%zu of %zu records read\n", found, executions);
  static_cast<void>(sys::remove_tree(directory));
  return whole ? 0 : 1;
}
