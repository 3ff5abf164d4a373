#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/ssh/scripts.hpp"
#include "harness/ssh/tar.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::ssh {

// What an execution needs on its host, and where it is here.
struct Need {
  Kept kept;
  sys::Path from;
};

// Folders as tars, each made once and kept below `scratch`.
class Packer {
public:
  explicit Packer(sys::Path scratch) : m_scratch(std::move(scratch)) {}

  struct Packed {
    sys::Path tar;
    Digest digest;
  };
  Result<Packed> pack(const sys::Path& folder);
  // Of a folder that has no digest of its own: that of its tar.
  Result<Digest> digest_of(const sys::Path& folder);

private:
  sys::Path m_scratch;
  std::map<sys::Path, Packed> m_packed;
};

// Where things are on a host.
struct Places {
  sys::Path base;
  Kept executor;
  Kept preload; // no digest: there is none
};
sys::Path place_of(const Places& places, const Kept& kept);

// A job as its host sees it: the same argv and the same relative names, inputs and folders by digest.
struct RemoteJob {
  launch::Job job;
  std::vector<Need> needs;
};
// `attempt`: the attempt's directory there.
Result<RemoteJob> on_host(const launch::Job& job, const Places& places, const sys::Path& attempt,
                          Packer& packer);

// The attempt as it is before its start, below `prefix`: folders, and links to inputs.
std::vector<TarEntry> staged_entries(const launch::Job& remote, const std::string& prefix);

} // namespace reprovip::ssh
