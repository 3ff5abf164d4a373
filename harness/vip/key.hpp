#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <string>

namespace reprovip::vip {

// The user's key of VIP's API. It leaves this object for the request's header and for nothing else.
class Key {
public:
  Key(std::string value, std::string origin) : m_value(std::move(value)), m_origin(std::move(origin)) {}

  const std::string& value() const { return m_value; }
  const std::string& origin() const { return m_origin; } // where it comes from, for people
  // `text` with the key made unreadable, for what a server says.
  std::string hide(std::string text) const;

private:
  std::string m_value;
  std::string m_origin;
};

// The key in `file`, or, when that is empty, in the environment variable `variable`. A file that others may
// read is an error, and so is what cannot be a key.
Result<Key> read_key(const sys::Path& file, const std::string& variable);

} // namespace reprovip::vip
