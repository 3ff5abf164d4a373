#pragma once

// For what programs shall find before the C library's own.
#define REPROVIP_EXPORT extern "C" __attribute__((visibility("default")))

namespace reprovip::preload {

// The function that a program would have called without us, of the newest version or of `version`. Ends the
// program when there is none: a library that the program has not loaded cannot have been called.
void* find_real(const char* name, const char* version = nullptr);

template <typename Function>
Function* real(const char* name, const char* version = nullptr) {
  return reinterpret_cast<Function*>(find_real(name, version));
}

} // namespace reprovip::preload
