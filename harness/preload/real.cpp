#include "harness/preload/real.hpp"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

// The versions that every x86-64 glibc has, be they in libdl (before 2.34) or in libc.
extern "C" {
void* reprovip_dlsym(void* handle, const char* name);
void* reprovip_dlopen(const char* file, int mode);
void* reprovip_dlvsym(void* handle, const char* name, const char* version);
}
__asm__(".symver reprovip_dlsym, dlsym@GLIBC_2.2.5");
__asm__(".symver reprovip_dlopen, dlopen@GLIBC_2.2.5");
__asm__(".symver reprovip_dlvsym, dlvsym@GLIBC_2.2.5");

namespace reprovip::preload {

namespace {

void say(const char* text) {
  if (::write(STDERR_FILENO, text, ::strlen(text)) < 0) {
    return;
  }
}

} // namespace

void* find_real(const char* name, const char* version) {
  void* const found =
      version == nullptr ? reprovip_dlsym(RTLD_NEXT, name) : reprovip_dlvsym(RTLD_NEXT, name, version);
  if (found != nullptr) {
    return found;
  }
  // What was loaded by a plug-in for itself alone comes to us all the same.
  constexpr const char* k_libraries[] = {"libm.so.6", "libpthread.so.0", "librt.so.1"};
  for (const char* const library : k_libraries) {
    void* const handle = reprovip_dlopen(library, RTLD_LAZY | RTLD_LOCAL | RTLD_NOLOAD);
    void* const inside = handle == nullptr ? nullptr : reprovip_dlsym(handle, name);
    if (inside != nullptr) {
      return inside;
    }
  }
  say("reprovip-preload: there is no function \"");
  say(name);
  say("\" behind ours\n");
  ::_exit(127);
}

} // namespace reprovip::preload
