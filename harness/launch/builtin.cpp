#include "harness/launch/apptainer_engine.hpp"
#include "harness/launch/docker_engine.hpp"
#include "harness/launch/engine.hpp"
#include "harness/launch/guix_engine.hpp"
#include "harness/launch/native_engine.hpp"
#include "harness/launch/udocker_engine.hpp"
#include "harness/launch/vip_engine.hpp"

namespace reprovip::launch {

namespace {

using model::OptionDecl;
using model::OptionType;

std::vector<OptionDecl> image_options() {
  return {
      OptionDecl{"image", OptionType::text, "", "reference of the image; pin it with @sha256:", {}},
      OptionDecl{"archive", OptionType::text, "", "an archive that `load` takes", {}},
      OptionDecl{
          "pull", OptionType::text, "never", "what to do when the image is not there", {"never", "missing"}},
      OptionDecl{"options", OptionType::list, "", "more options of `run`, before the image", {}}};
}

std::vector<OptionDecl> guix_options() {
  return {OptionDecl{"profile", OptionType::text, "", "a profile", {}},
          OptionDecl{"channels", OptionType::text, "", "a channels file, with the commit of each", {}},
          OptionDecl{"manifest", OptionType::text, "", "a manifest file", {}},
          OptionDecl{"archive", OptionType::text, "", "a tarball of `guix pack -R -S /bin=bin`", {}},
          OptionDecl{"mode",
                     OptionType::text,
                     "",
                     "how it runs; by default what the other keys tell",
                     {"shell", "container", "pack"}},
          OptionDecl{"options", OptionType::list, "", "more options of `guix shell`", {}}};
}

std::unique_ptr<Engine> make_vip() {
  return std::make_unique<VipEngine>();
}

std::unique_ptr<Engine> make_native() {
  return std::make_unique<NativeEngine>();
}

std::unique_ptr<Engine> make_docker() {
  return std::make_unique<DockerEngine>(docker_dialect(), this_host());
}

std::unique_ptr<Engine> make_podman() {
  return std::make_unique<DockerEngine>(podman_dialect(), this_host());
}

std::unique_ptr<Engine> make_apptainer() {
  return std::make_unique<ApptainerEngine>(this_host());
}

std::unique_ptr<Engine> make_udocker() {
  return std::make_unique<UdockerEngine>(this_host());
}

std::unique_ptr<Engine> make_guix() {
  return std::make_unique<GuixEngine>(this_host());
}

} // namespace

const std::vector<EngineEntry>& builtin_engines() {
  static const std::vector<EngineEntry> entries = {
      {{"native", "the program as it is on this machine", {}, {}}, make_native},
      {{"docker", "a container of a Docker daemon", image_options(), {}}, make_docker},
      {{"podman", "a container of Podman, with or without root", image_options(), {}}, make_podman},
      {{"apptainer", "a SIF, an unpacked image or a docker-archive with Apptainer", image_options(), {}},
       make_apptainer},
      {{"udocker", "a docker-archive with udocker, without any right or isolation", image_options(), {}},
       make_udocker},
      {{"guix",
        "a profile, a manifest of pinned channels, or a relocatable pack of GNU Guix",
        guix_options(),
        {}},
       make_guix},
      {{"vip", "as the sites of VIP choose, with the launcher of that name", {}, {}}, make_vip},
  };
  return entries;
}

std::unique_ptr<Engine> make_engine(const std::string& name) {
  for (const auto& entry : builtin_engines()) {
    if (entry.declaration.name == name) {
      return entry.make();
    }
  }
  return nullptr;
}

} // namespace reprovip::launch
