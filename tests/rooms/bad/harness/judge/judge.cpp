#include "harness/sys/files.hpp"
#include "harness/score/score.hpp"
