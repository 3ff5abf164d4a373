#pragma once

#include "harness/model/plan.hpp"
#include "harness/vip/client.hpp"

#include <map>
#include <set>
#include <string>

namespace reprovip::vip {

// Input files on VIP, each put there once: below `folder`/inputs/<16 digits of its SHA-256>/<its name>. What
// is there is remembered in `ledger`, and looked at once by each process: VIP may have lost it. Nothing is
// ever taken for uploaded before VIP has shown it with the right size; VIP can tell no digest.
class Uploads {
public:
  Uploads(Client& client, std::string folder, sys::Path ledger);

  // Its path on VIP. After a passing fault: call again.
  Answer<std::string> ensure(const model::InputFile& file);
  // Makes the folder and those it is in, below /vip/Home.
  Answer<void> ensure_folder(const std::string& path);

private:
  Answer<std::string> find(const std::string& folder, const std::string& name, std::uint64_t size);
  void remember(const std::string& key, const std::string& path);

  Client& m_client;
  std::string m_folder;
  sys::Path m_ledger;
  Json m_known;                               // of the ledger: key → path
  std::map<std::string, std::string> m_there; // seen by this process
  std::set<std::string> m_folders;
};

} // namespace reprovip::vip
