#include "harness/study/identify.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/engine.hpp"
#include "harness/study/identify_image.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/process.hpp"
#include "harness/vip/pipeline.hpp"

namespace reprovip::study {

namespace {

// A program of the system is known by its path and bytes; its libraries are facts of the record.
Result<void> add_program(const std::string& name, const std::string& search_path, plan::Identity& identity,
                         sys::Sha256& all) {
  const auto program = sys::find_program(name, search_path);
  if (program.empty()) {
    return failure(ErrorKind::environment, format("program \"{}\" is not in {}", name, search_path),
                   "install it, or set PATH in the protocol's [env]");
  }
  TRY_ASSIGN(const auto digest, sys::sha256_file(program));
  identity.details["program." + name] = program.string();
  identity.details["program." + name + ".sha256"] = digest.hex;
  all.add(digest.hex);
  return {};
}

// The bytes of the command's program, of the application's own files that it names, and of the other programs
// that the application declares.
Result<plan::Identity> identify_files(const plan::IdentityRequest& request) {
  sys::Sha256 all;
  plan::Identity identity;
  const bool is_ours = request.program.rfind("app/", 0) == 0 || request.program.rfind("build/", 0) == 0;
  if (!is_ours) {
    TRY(add_program(request.program, request.search_path, identity, all));
  }
  for (const auto& file : request.files) {
    TRY_ASSIGN(const auto digest, sys::sha256_file(file));
    identity.details["file." + file.filename().string()] = digest.hex;
    all.add(file.filename().string() + ":" + digest.hex);
  }
  for (const auto& program : request.programs) {
    TRY(add_program(program, request.search_path, identity, all));
  }
  // Nothing but what is built: its digest says all.
  const bool is_built = request.build && is_ours && request.files.empty() && request.programs.empty();
  identity.text = is_built ? "" : "program sha256:" + all.finish().hex;
  return identity;
}

// VIP is not asked: its launcher compares the descriptors before anything runs.
Result<plan::Identity> identify_pipeline(const plan::IdentityRequest& request) {
  const auto& file = request.files.front();
  const auto descriptor = vip::read_descriptor(file);
  if (file.extension() != ".json" || !descriptor || !(*descriptor)["command-line"].is_string()) {
    return failure(ErrorKind::protocol,
                   format("{} is no Boutiques descriptor, which VIP runs", file.string()),
                   format("`reprovip init vip:{}` fetches VIP's", request.config.image));
  }
  plan::Identity identity;
  identity.text = vip::pipeline_identity(request.config.image, *descriptor);
  identity.details["pipeline"] = request.config.image;
  return identity;
}

} // namespace

Result<plan::Identity> identify(const plan::IdentityRequest& request) {
  if (request.config.engine == "vip") {
    return identify_pipeline(request);
  }
  const auto engine = launch::make_engine(request.config.engine);
  if (!engine) {
    return failure(ErrorKind::protocol, format("unknown engine \"{}\"", request.config.engine));
  }
  return engine->identity_argv(request.config).empty() ? identify_files(request)
                                                       : identify_image(*engine, request);
}

} // namespace reprovip::study
