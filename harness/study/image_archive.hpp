#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

// What an image file says of itself.
struct ImageArchive {
  std::string sha256;            // of its bytes; of a folder: of its files' paths and bytes
  std::string id;                // of the image in a docker-archive, "sha256:..."; "" = it is none
  std::vector<std::string> tags; // the names that the image has there
};

// Reads a docker-archive, compressed or not, a SIF or the folder of an unpacked image. A file that cannot be
// read is an error; one that is no docker-archive has no Id.
Result<ImageArchive> look_at_archive(const sys::Path& path);

// Whether one of `tags` is `reference`, as docker understands names: "x" is "docker.io/library/x:latest".
bool names_image(const std::vector<std::string>& tags, const std::string& reference);

} // namespace reprovip::study
