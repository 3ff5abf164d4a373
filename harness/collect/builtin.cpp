// Formats with what they normalise by themselves, and the normalisers that a protocol may name.

#include "harness/collect/collect.hpp"
#include "harness/collect/normaliser.hpp"

namespace reprovip::collect {

const std::vector<Format>& builtin_formats() {
  static const std::vector<Format> formats = {
      {"nifti", "NIfTI-1 and -2: dimensions, geometry, type, scaling, intent and voxels", is_nifti,
       normalise_nifti},
      {"mif", "MRtrix image: its keys sorted, without history and version, and its data", is_mif,
       normalise_mif},
      {"tck", "MRtrix tracks: its keys sorted, without history, version and time, and its data", is_tck,
       normalise_tck},
      {"tar", "names, types and canonical contents of its members, sorted", is_tar, normalise_tar},
      {"zip", "names, types and canonical contents of its members, sorted", is_zip, normalise_zip},
      {"json", "its values with sorted keys; numbers as they are written", is_json, normalise_json},
      {"text", "as it is, or scrubbed by name", is_text, normalise_text},
  };
  return formats;
}

const std::vector<NamedNormaliser>& named_normalisers() {
  static const std::vector<NamedNormaliser> named = {
      {"uuids", "text json mif tck", "UUIDs become <uuid>"},
      {"hex-addresses", "text json mif tck", "0x and 4 to 16 hexadecimal digits become <address>"},
      {"dates", "text json mif tck", "dates, times of day and epoch seconds become <date>"},
      {"durations", "text json mif tck", "numbers with a unit of time become <duration>"},
      {"pids", "text json mif tck",
       "process ids after \"pid\" or \"process\", or as name[123]: become <pid>"},
      {"paths", "text json mif tck", "absolute paths become <path>"},
      {"hostnames", "text json mif tck", "names after \"host\", \"node\", \"@\" or \"://\" become <host>"},
      {"line-ends", "text", "CR LF becomes LF"},
      {"streamline-order", "tck", "streamlines are sorted as byte strings"},
      {"total-count", "tck", "the number of seeds tried (total_count) is left out"},
  };
  return named;
}

const std::vector<model::PluginDecl>& builtin_normalisers() {
  static const auto declarations = [] {
    std::vector<model::PluginDecl> made;
    for (const auto& entry : named_normalisers()) {
      made.push_back({std::string(entry.name),
                      std::string(entry.doc) + " (" + std::string(entry.formats) + ")",
                      {},
                      {}});
    }
    return made;
  }();
  return declarations;
}

} // namespace reprovip::collect
