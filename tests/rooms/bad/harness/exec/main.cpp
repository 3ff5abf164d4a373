#include "harness/base/error.hpp"

#include <unistd.h>
