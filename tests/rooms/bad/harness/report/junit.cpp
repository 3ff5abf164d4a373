#include <pugixml.hpp>

#include <vector>
