#pragma once

#include "harness/launch/engine.hpp"
#include "harness/plan/resolve.hpp"

namespace reprovip::study {

// Asks `engine` for the identity of the request's image; gets the image first where the protocol says how:
// loads the archive, also when the engine has another image of that name, or pulls. An image that is not the
// pinned one, or not the archive's, is an error with both digests. Details "archive_sha256", "archive_id" and
// "file_sha256" are of files.
Result<plan::Identity> identify_image(const launch::Engine& engine, const plan::IdentityRequest& request);

} // namespace reprovip::study
