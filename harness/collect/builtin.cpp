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
      {"dicom", "DICOM: every element in order; UIDs up to their names", is_dicom, normalise_dicom},
      {"mgh", "FreeSurfer volume: header, voxels and tags but command lines", is_mgh, normalise_mgh},
      {"surface", "FreeSurfer surface: vertices, faces and tags but command lines", is_surface,
       normalise_surface},
      {"netcdf", "MINC-1 and classic NetCDF: dimensions, attributes but the history, data by variable",
       is_netcdf, normalise_netcdf},
      {"mat", "MAT-file level 5: its elements, unpacked", is_mat, normalise_mat},
      {"trk", "TrackVis tracks: as they are, or sorted by name", is_trk, normalise_trk},
      {"png", "PNG: pixels and every chunk that is no remark", is_png, normalise_png},
      {"tiff", "TIFF and BigTIFF: tags and data of strips or tiles", is_tiff, normalise_tiff},
      {"pdf", "PDF: objects and streams, without dates, producer and identifiers", is_pdf, normalise_pdf},
      {"tar", "names, types and canonical contents of its members, sorted", is_tar, normalise_tar},
      {"zip", "names, types and canonical contents of its members, sorted", is_zip, normalise_zip},
      {"svg", "SVG: its text without dc:date; identifiers by their order", is_svg, normalise_svg},
      {"html", "HTML: its text without meta dates; identifiers by their order", is_html, normalise_html},
      {"postscript", "PostScript: its text without CreationDate", is_postscript, normalise_postscript},
      {"stats", "FreeSurfer's *.stats: its text without who, where and when", is_stats, normalise_stats},
      {"json", "its values with sorted keys; numbers as they are written", is_json, normalise_json},
      {"text", "as it is, or scrubbed by name", is_text, normalise_text},
  };
  return formats;
}

const std::vector<NamedNormaliser>& named_normalisers() {
  static const std::vector<NamedNormaliser> named = {
      {"uuids", "text json mif tck svg html postscript stats", "UUIDs become <uuid>"},
      {"hex-addresses", "text json mif tck svg html postscript stats",
       "0x and 4 to 16 hexadecimal digits become <address>"},
      {"dates", "text json mif tck svg html postscript stats",
       "dates, times of day and epoch seconds become <date>"},
      {"durations", "text json mif tck svg html postscript stats",
       "numbers with a unit of time become <duration>"},
      {"pids", "text json mif tck svg html postscript stats",
       "process ids after \"pid\" or \"process\", or as name[123]: become <pid>"},
      {"paths", "text json mif tck svg html postscript stats", "absolute paths become <path>"},
      {"hostnames", "text json mif tck svg html postscript stats",
       "names after \"host\", \"node\", \"@\" or \"://\" become <host>"},
      {"line-ends", "text", "CR LF becomes LF"},
      {"streamline-order", "tck trk", "streamlines are sorted as byte strings"},
      {"private-tags", "dicom", "elements of private groups are left out"},
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
