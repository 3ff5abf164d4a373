#pragma once

#include <cstdint>
#include <string_view>

namespace reprovip::diff {

// The keyword of PS3.6 for the elements that images have most; "private" for an odd group, "" for another.
std::string_view dicom_name(std::uint32_t tag);

} // namespace reprovip::diff
