#include "harness/exec/facts.hpp"

#include "harness/exec/disk.hpp"

namespace reprovip::exec {

namespace {

std::string_view file_name(std::string_view path) {
  return slice(path, path.rfind('/') + 1);
}

bool begins(std::string_view text, std::string_view with) {
  return slice(text, 0, with.size()) == with;
}

void find_version(std::string_view bytes, void* context) {
  // "GNU C Library (Debian GLIBC 2.36-9) stable release version 2.36." (csu/version.c)
  const std::string_view before = "release version ";
  const auto banner = bytes.find("GNU C Library ");
  const auto line = slice(bytes, banner == std::string_view::npos ? bytes.size() : banner, 200);
  const auto at = line.find(before);
  if (at == std::string_view::npos) {
    return;
  }
  auto version = slice(line, at + before.size());
  const auto end = version.find_first_not_of("0123456789.");
  version = slice(version, 0, end);
  while (!version.empty() && version.back() == '.') {
    version.remove_suffix(1);
  }
  static_cast<Text*>(context)->add("glibc ").add(version);
}

} // namespace

void os_name(Text& name) {
  Text content;
  if (!read_file("/etc/os-release", content)) {
    read_file("/usr/lib/os-release", content);
  }
  auto rest = content.view();
  while (!rest.empty()) {
    auto line = cut(rest, '\n');
    if (cut(line, '=') == "PRETTY_NAME") {
      line = trimmed(line);
      const bool is_quoted = line.size() >= 2 && (line.front() == '"' || line.front() == '\'');
      name.add(is_quoted ? slice(line, 1, line.size() - 2) : line);
      return;
    }
  }
}

void glibc_version(const char* library, Text& version) {
  with_mapped(library, find_version, &version);
}

bool is_blas(std::string_view path) {
  const auto name = file_name(path);
  for (const char* prefix :
       {"libopenblas", "libmkl_", "libblis", "libblas", "libatlas", "libsatlas", "libtatlas"}) {
    if (begins(name, prefix)) {
      return true;
    }
  }
  return false;
}

void add_program_facts(const Libraries& libraries, Record& record) {
  Text os;
  os_name(os);
  if (!os.empty()) {
    record.add_fact("program.os", os.view());
  }
  Text libc;
  Text blas;
  for (std::size_t i = 0; i < libraries.count(); ++i) {
    const auto path = libraries[i];
    const auto name = file_name(path);
    if (libc.empty() && (name == "libc.so.6" || begins(name, "libc-2."))) {
      glibc_version(Text(path).c_str(), libc);
    } else if (libc.empty() && begins(name, "ld-musl-")) {
      libc.add("musl");
    } else if (is_blas(path)) {
      blas.add(blas.empty() ? "" : " ").add(path);
    }
  }
  if (!libc.empty()) {
    record.add_fact("program.libc", libc.view());
  }
  if (!blas.empty()) {
    record.add_fact("program.blas", blas.view());
  }
}

} // namespace reprovip::exec
