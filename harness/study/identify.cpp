#include "harness/study/identify.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/engine.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/process.hpp"

namespace reprovip::study {

namespace {

constexpr Seconds k_query_limit{60};

// The program's own bytes and those of the application's files that its command names. A program of the
// system is known by its path and bytes; its libraries are host facts.
Result<plan::Identity> identify_files(const plan::IdentityRequest& request) {
  sys::Sha256 all;
  plan::Identity identity;
  const bool own = request.program.rfind("app/", 0) == 0;
  if (!own) {
    const auto program = sys::find_program(request.program, request.search_path);
    if (program.empty()) {
      return failure(ErrorKind::environment,
                     format("program \"{}\" is not in {}", request.program, request.search_path),
                     "install it, or set PATH in the protocol's [env]");
    }
    TRY_ASSIGN(const auto digest, sys::sha256_file(program));
    identity.details["program"] = program.string();
    identity.details["program.sha256"] = digest.hex;
    all.add(digest.hex);
  }
  for (const auto& file : request.files) {
    TRY_ASSIGN(const auto digest, sys::sha256_file(file));
    identity.details["file." + file.filename().string()] = digest.hex;
    all.add(file.filename().string() + ":" + digest.hex);
  }
  identity.text = "program sha256:" + all.finish().hex;
  return identity;
}

} // namespace

Result<plan::Identity> identify(const plan::IdentityRequest& request) {
  const auto engine = launch::make_engine(request.config.engine);
  if (!engine) {
    return failure(ErrorKind::protocol, format("unknown engine \"{}\"", request.config.engine));
  }
  const auto argv = engine->identity_argv(request.config);
  if (argv.empty()) {
    return identify_files(request);
  }
  sys::Command command;
  command.argv = argv;
  command.environment = sys::current_environment();
  auto answer = sys::run_captured(command, k_query_limit);
  if (!answer) {
    return tl::unexpected(with_context(std::move(answer).error(),
                                       format("while asking {} for its image", request.config.engine)));
  }
  TRY_ASSIGN(auto details, engine->read_identity(request.config, *answer));
  plan::Identity identity;
  identity.text = details.contains("id") ? "image " + details["id"]
                                         : format("{} {}", request.config.engine, request.config.image);
  // The application's scripts are mounted into the container: they run too.
  for (const auto& file : request.files) {
    TRY_ASSIGN(const auto digest, sys::sha256_file(file));
    details["file." + file.filename().string()] = digest.hex;
    identity.text += format(" + {} sha256:{}", file.filename().string(), digest.hex);
  }
  identity.details = std::move(details);
  return identity;
}

} // namespace reprovip::study
