#pragma once

#include "harness/base/result.hpp"
#include "harness/model/vocabulary.hpp"
#include "harness/score/data.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <vector>

namespace reprovip::score {

struct NamedFile {
  sys::Path file;
  std::string name; // what the application called it
};

// Turns the bytes of one output file into values. Deterministic; a bad file is an error of kind `data`, never
// a crash.
class Reader {
public:
  virtual ~Reader() = default;
  virtual model::PluginDecl declaration() const = 0;
  // `name` is what the application called the file: a stored object has no extension of its own.
  virtual Result<Data> read(const sys::Path& file, const std::string& name, const Options& options) const = 0;
  // True: the files of one output are one thing (a series of slices, a header and its voxels).
  virtual bool reads_together() const { return false; }
  // Only asked of those. `files` is not empty.
  virtual Result<Data> read_together(const std::vector<NamedFile>& files, const Options& options) const {
    return read(files.front().file, files.front().name, options);
  }
};

// nullptr when there is none of that name.
const Reader* find_reader(const std::string& name);
// The reader that a file's name asks for: ".csv" table, ".nii.gz" image, "_quest2.txt" quest ... else bytes.
std::string reader_for(const std::string& file_name);
// `reader` "" = told from the name. Errors quote `name`.
Result<Data> read_data(const std::string& reader, const sys::Path& file, const std::string& name,
                       const Options& options);
// Whether the reader of that name makes one thing of several files.
bool reads_together(const std::string& reader);
Result<Data> read_together(const std::string& reader, const std::vector<NamedFile>& files,
                           const Options& options);

} // namespace reprovip::score
