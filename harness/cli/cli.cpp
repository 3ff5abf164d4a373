#include "harness/cli/cli.hpp"

#include "harness/cli/command_line.hpp"

#include <cstdio>
#include <exception>

namespace reprovip::cli {

namespace {

int as_int(model::ExitCode code) {
  return static_cast<int>(code);
}

// Who must act decides the code.
model::ExitCode code_of(const Errors& errors) {
  auto code = model::ExitCode::success;
  for (const auto& error : errors) {
    switch (error.kind) {
    case ErrorKind::usage:
    case ErrorKind::protocol:
    case ErrorKind::data:
      code = worst(code, model::ExitCode::usage);
      break;
    case ErrorKind::environment:
    case ErrorKind::launch:
      code = worst(code, model::ExitCode::infrastructure);
      break;
    case ErrorKind::internal:
      code = worst(code, model::ExitCode::internal);
      break;
    }
  }
  return code;
}

int fail(const Errors& errors) {
  std::fputs(("reprovip: " + render(errors)).c_str(), stderr);
  return as_int(code_of(errors));
}

int run_chosen(const Chosen& chosen) {
  const auto code = chosen.subcommand->run(chosen.arguments);
  return code ? as_int(*code) : fail(code.error());
}

} // namespace

int run(int argc, char** argv) {
  try {
    const auto read = read_command_line(argc, argv);
    if (!read) {
      return fail({read.error()});
    }
    if (const auto* help = std::get_if<Help>(&*read)) {
      std::fputs(help->text.c_str(), stdout);
      return 0;
    }
    return run_chosen(std::get<Chosen>(*read));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "reprovip: this is a bug: %s\n", error.what());
    return as_int(model::ExitCode::internal);
  }
}

} // namespace reprovip::cli
