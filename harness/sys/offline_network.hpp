#pragma once

#include "harness/sys/files.hpp"

#include <string>
#include <vector>

namespace reprovip::sys {

// A network of its own with nothing but a loopback, there for as long as this lives. Making one takes longer
// than starting a program; joining it takes nothing, so that many executions share one.
class OfflineNetwork {
public:
  // `executor`: reprovip-exec, which knows how to make it.
  explicit OfflineNetwork(const Path& executor);
  ~OfflineNetwork();
  OfflineNetwork(const OfflineNetwork&) = delete;
  OfflineNetwork& operator=(const OfflineNetwork&) = delete;

  // What to join, in this order; empty: it could not be made.
  const std::vector<std::string>& namespaces() const { return m_namespaces; }

private:
  void keep(const std::string& file);

  std::vector<int> m_files;
  std::vector<std::string> m_namespaces;
};

} // namespace reprovip::sys
