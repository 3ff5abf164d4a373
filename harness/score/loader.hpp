#pragma once

#include "harness/model/application.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/score/data.hpp"
#include "harness/score/score.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

// One file of an output, read. `path` has the subject's id replaced by "{subject}", so that it means the same
// file for every subject; it is "" when the output is declared as one file.
struct LoadedFile {
  std::string path;
  Data data;
};
using Loaded = std::vector<LoadedFile>;

// LoadedFile::path of an output's file.
std::string loaded_path(const model::OutputDecl& declaration, const std::string& path,
                        const std::string& subject);

// The numbers of an output. Labels that an image does not have are regions of no voxel: 0 rather than absent.
struct ReadValues {
  std::vector<NamedValue> values;
  bool absent_is_zero = false;
};

// An output that is a glob or a folder: its files are told apart by path.
bool has_many_files(const model::OutputDecl& declaration);

// The ground truth of an output for one subject. `digest` is that of its bytes, "" when they cannot be read.
struct Truth {
  std::string digest;
  Result<std::shared_ptr<const Loaded>> data;
};

// Reads outputs by their digests, each once as long as it is remembered.
class Loader {
public:
  explicit Loader(const World& world) : m_world(world) {}

  Result<std::shared_ptr<const Loaded>> load(const model::OutputDecl& declaration,
                                             const model::Output& output, const std::string& subject);
  Result<std::shared_ptr<const ReadValues>> values(const model::OutputDecl& declaration,
                                                   const model::Output& output, const std::string& subject,
                                                   const std::string& column);
  // Nothing when the protocol has no truth of this output.
  std::optional<Truth> truth(const model::OutputDecl& declaration, const model::Subject& subject);
  Result<std::shared_ptr<const ReadValues>> truth_values(const model::OutputDecl& declaration,
                                                         const model::Subject& subject,
                                                         const std::string& column);
  Cache* cache() const { return m_world.cache; }

private:
  Result<Loaded> read(const model::OutputDecl& declaration, const model::Output& output,
                      const std::string& subject);
  void remember(const std::string& key, const std::shared_ptr<const Loaded>& loaded);

  const World& m_world;
  std::map<std::string, std::shared_ptr<const Loaded>> m_loaded;
  std::size_t m_loaded_size = 0; // bytes, about
  std::map<std::string, Result<std::shared_ptr<const ReadValues>>> m_values;
  std::map<std::string, Truth> m_truths; // by output and subject
};

// What, besides the bytes, decides how an output is read: part of keys.
std::string reading_key(const model::OutputDecl& declaration, const model::Output& output);

} // namespace reprovip::score
