#pragma once

#include "harness/model/value.hpp"
