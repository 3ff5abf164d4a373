#pragma once

#include "harness/exec/text.hpp"

namespace reprovip::exec {

// A namespace (CLONE_NEWUTS, CLONE_NEWNS) of our own and of what we start; without the right to it in a user
// namespace where we are who we were. False: `why` tells why not.
bool enter_namespace(int which, Text& why);

// The host name that the program sees. Nothing to do where the engine has set it.
bool set_hostname(const char* level, Text& why);

// The current directory is also seen at the absolute path `level`, and entered there, by us and what we
// start. Nothing is made on the host: what is missing of the path is made in an empty file system that takes,
// for us alone, the place of the last folder that is there, with all that the folder holds bound into it.
// Something at that path already, other than an empty folder, is an error.
bool set_workdir(const char* level, Text& why);

} // namespace reprovip::exec
