#pragma once

namespace reprovip::preload {

// Sets the rounding mode of the calling thread as it is wished. `ordinal`: 0 for the first thread, then as
// threads are made; of each its own sequence of random modes.
void enter_thread(unsigned ordinal);

// While it lives, the calling thread rounds to nearest; then as before, or, with random modes, in the next
// one. Does nothing inside another, nor where no mode is wished.
class Nearest {
public:
  Nearest();
  ~Nearest();
  Nearest(const Nearest&) = delete;
  Nearest& operator=(const Nearest&) = delete;

private:
  unsigned m_before = 0;
};

} // namespace reprovip::preload
