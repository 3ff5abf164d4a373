#include "harness/sys/hash.hpp"

#include "harness/base/assert.hpp"
#include "harness/sys/descriptor.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

namespace reprovip::sys {

namespace {

constexpr std::size_t k_piece = std::size_t{1} << 20;

// Looked up once: OpenSSL 3 searches its providers at each implicit fetch.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  REPROVIP_ASSERT(fetched != nullptr);
  return fetched;
}

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  constexpr char k_digits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * size);
  for (std::size_t i = 0; i < size; ++i) {
    hex += k_digits[bytes[i] >> 4];
    hex += k_digits[bytes[i] & 15];
  }
  return hex;
}

} // namespace

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {
  const int done = EVP_DigestInit_ex(m_state->context, algorithm(), nullptr);
  REPROVIP_ASSERT(done == 1);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  const int done = EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size());
  REPROVIP_ASSERT(done == 1);
}

void Sha256::add(std::span<const std::byte> bytes) {
  const int done = EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size());
  REPROVIP_ASSERT(done == 1);
}

Digest Sha256::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  const int done = EVP_DigestFinal_ex(m_state->context, bytes.data(), &size);
  REPROVIP_ASSERT(done == 1);
  return Digest{to_hex(bytes.data(), size)};
}

Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

Result<Digest> sha256_file(const Path& path) {
  TRY_ASSIGN(const auto file, open_to_read(path));
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  std::vector<char> buffer(ignored ? k_piece : std::clamp<std::size_t>(size + 1, 4096, k_piece));
  Sha256 hash;
  while (true) {
    TRY_ASSIGN(const auto got, read_some(file, buffer.data(), buffer.size(), path));
    if (got == 0) {
      return hash.finish();
    }
    hash.add(std::string_view(buffer.data(), got));
  }
}

} // namespace reprovip::sys
