#pragma once

#include "harness/base/json.hpp"
#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace reprovip::diff {

struct Options {
  std::string reader;              // of readers' names; "" = the one that fits what the file holds
  std::vector<std::string> ignore; // normalisers that a protocol may name, for the canonical digest
  std::size_t most = 10;           // entries of one listing; what is left out is counted
  bool ask_programs = true;        // diffoscope, about what has no differ of ours
};

// A file, and what the application called it: its ending says what it may be.
struct Side {
  sys::Path file;
  std::string name;
  std::string instead = {}; // "link to a.csv", "special file": it is no regular file and is never opened
};

// One finding, for people and as numbers. Sides are "a" and "b", in texts "A | B".
struct Part {
  std::string title;              // "header", "voxels", "cells"
  std::vector<std::string> lines; // the first says it all in a sentence
  Json json;
};

// How two outputs differ. `same`: their canonical digests are equal, which is what classes count.
struct Difference {
  std::string name;
  std::string kind; // of the table of differs: "labels"; "folder"; "" = the same bytes, nothing was read
  bool same_bytes = false;
  bool same_payload = false; // what gzip holds
  bool same = false;
  std::vector<std::string> ignored; // what the canonical digest leaves out of them
  std::vector<std::string> notes;   // "not read as image: ..."
  std::vector<Part> parts;
  std::vector<Difference> members; // of folders and archives: those that are not the same bytes
  std::size_t same_members = 0;    // those that are
  std::vector<std::string> only_a; // members that one of the two lacks
  std::vector<std::string> only_b;
};

// Files by their names, sorted: a folder, an archive, an output of several files.
using Tree = std::vector<std::pair<std::string, Side>>;
// The files below a folder. Links are not followed: they are the same when they lead to the same text.
Result<Tree> tree_of(const sys::Path& folder);

// Deterministic. A file that cannot be opened is an error; one that cannot be read as what its name says is
// compared as its bytes, with a note.
Result<Difference> diff_files(const Side& a, const Side& b, const Options& options);
Result<Difference> diff_trees(const Tree& a, const Tree& b, const std::string& name, const Options& options);

Json to_json(const Difference& difference);
// At most `most_lines`, the last of which says how many more there are; 0 = all.
std::string to_text(const Difference& difference, std::size_t most_lines);

// Name and one line of what each differ says, in the order in which they are tried: for help.
std::vector<std::pair<std::string, std::string>> differ_names();

} // namespace reprovip::diff
