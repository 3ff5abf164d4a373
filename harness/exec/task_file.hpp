#pragma once

#include <cstddef>

namespace reprovip::exec {

// Something in an attempt's folder that was there before the start.
struct Staged {
  enum class Kind { directory, file, link };

  Kind kind = Kind::directory;
  const char* path = nullptr;   // relative to the attempt
  const char* target = nullptr; // of a link
};

// One execution of a batch, as SPOOL/tasks/INDEX says it: words, each ended by a zero byte, behind a line
// that begins with "{" or none: the harness' own marker of the attempt, of which the file is a second name.
// First "reprovip-task" "1", then keys, each with what follows it:
//   attempt DIR          absolute; its last name is the attempt's id, a text that is nowhere else
//   env NAME=VALUE       the whole environment, one by one
//   dir PATH, file PATH, link PATH TARGET       absolute, below the attempt; a link's target is anywhere
//   args run WORD...     up to the end: the arguments of reprovip-exec
// What a task holds lives as long as the process.
struct TaskFile {
  const char* attempt = nullptr;
  // Both end with a null.
  char** environment = nullptr;
  char** arguments = nullptr; // begins with "run"
  Staged* staged = nullptr;
  std::size_t staged_count = 0;
};

// False: said on standard error which file is wrong, and how.
bool read_task(const char* path, TaskFile& task);

// From the task as it was staged to its try `number` > 0: with ".number" after the attempt's id wherever that
// stands in the attempt's folder, the arguments and the environment. Two tries never share a path.
void turn_into_try(TaskFile& task, int number);

// Makes the folder of the attempt, and in it what was staged. False: said on standard error.
bool stage_again(const TaskFile& task);

} // namespace reprovip::exec
