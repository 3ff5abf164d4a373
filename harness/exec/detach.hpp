#pragma once

namespace reprovip::exec {

// Goes on as another process in a session of its own, which the end of its parent, its session and its
// terminal does not touch. What began waits for `tell_parent` and ends with that status, 70 when the other
// ends without.
class Detached {
public:
  // Returns in the other process only. False: it cannot be made; said on standard error.
  bool begin();
  // Lets the parent end; from here on nothing is said there: standard error is the file, or nothing.
  void tell_parent(int status, const char* error_file);

private:
  int m_door = -1;
};

} // namespace reprovip::exec
