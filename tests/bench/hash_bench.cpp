// Hashes files as the harness does. Usage: hash_bench FILE...

#include "harness/sys/hash.hpp"

#include <cstdio>

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const auto digest = reprovip::sys::sha256_file(argv[i]);
    if (!digest) {
      std::fprintf(stderr, "%s\n", digest.error().message.c_str());
      return 1;
    }
    std::printf("%s  %s\n", digest->hex.c_str(), argv[i]);
  }
}
