#include "harness/score/loader.hpp"

#include "harness/base/format.hpp"
#include "harness/score/reader.hpp"
#include "harness/score/regions.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace reprovip::score {

namespace {

// Beyond this the data read so far are forgotten, and read again if they are asked for.
constexpr std::size_t k_most_bytes = std::size_t{1} << 30;

std::string file_name(const std::string& path) {
  return sys::Path(path).filename().string();
}

std::string general_path(const std::string& path, const std::string& subject) {
  std::string result = path;
  for (std::size_t at = result.find(subject); !subject.empty() && at != std::string::npos;
       at = result.find(subject, at + 9)) {
    result.replace(at, subject.size(), "{subject}");
  }
  return result;
}

std::size_t size_of(const Data& data) {
  if (const auto* image = std::get_if<Image>(&data)) {
    return image->values.size() * sizeof(double);
  }
  if (const auto* vector = std::get_if<Vector>(&data)) {
    return vector->values.size() * sizeof(Number);
  }
  if (const auto* table = std::get_if<Table>(&data)) {
    return table->rows.size() * table->columns.size() * sizeof(TableCell);
  }
  if (const auto* bytes = std::get_if<Bytes>(&data)) {
    return bytes->bytes.size();
  }
  return std::get<Text>(data).text.size();
}

// Numbers of labels, added up to those of regions; a label that is not there has 0.
std::vector<NamedValue> of_regions(const std::vector<NamedValue>& of_labels,
                                   const std::vector<Region>& regions, const std::string& column) {
  std::map<std::string, double> numbers;
  for (const auto& value : of_labels) {
    numbers[value.row] = std::get<Number>(value.cell).value;
  }
  std::vector<NamedValue> values;
  for (const auto& region : regions) {
    double sum = 0;
    for (const auto label : region.labels) {
      const auto found = numbers.find(std::to_string(label));
      sum += found == numbers.end() ? 0 : found->second;
    }
    values.push_back({column, region.name, Number{sum, 0}});
  }
  return values;
}

std::vector<NamedValue> values_of(const Data& data, const std::string& column, const Options& options) {
  auto values = named_values(data, column);
  const auto* image = std::get_if<Image>(&data);
  // The reader has refused regions that make no sense.
  const auto regions = regions_option(options).value_or(std::vector<Region>());
  if (image == nullptr || !image->labels || regions.empty()) {
    return values;
  }
  const bool counted = column.empty() || column == "volume" || column == "voxels";
  return counted ? of_regions(values, regions, column.empty() ? "volume" : column) : values;
}

ReadValues values_in(const Loaded& loaded, const std::string& column, const Options& options) {
  ReadValues result;
  for (const auto& file : loaded) {
    const auto* image = std::get_if<Image>(&file.data);
    result.absent_is_zero = result.absent_is_zero || (image != nullptr && image->labels);
    for (auto& value : values_of(file.data, column, options)) {
      value.row = file.path + (file.path.empty() || value.row.empty() ? "" : ":") + value.row;
      result.values.push_back(std::move(value));
    }
  }
  return result;
}

bool is_list(const model::OutputDecl& declaration) {
  return declaration.kind == model::OutputKind::directory ||
         (declaration.path + declaration.member).find_first_of("*?") != std::string::npos;
}

} // namespace

bool has_many_files(const model::OutputDecl& declaration) {
  return !reads_together(declaration.reader) && is_list(declaration);
}

std::string loaded_path(const model::OutputDecl& declaration, const std::string& path,
                        const std::string& subject) {
  return has_many_files(declaration) ? general_path(path, subject) : "";
}

std::string reading_key(const model::OutputDecl& declaration, const model::Output& output) {
  std::string readers;
  for (const auto& file : output.files) {
    const auto reader = declaration.reader.empty() ? reader_for(file.path) : declaration.reader;
    if (readers.find(reader) == std::string::npos) {
      readers += (readers.empty() ? "" : "+") + reader;
    }
  }
  return format("{}({})", readers, describe_options(declaration.options));
}

Result<Loaded> Loader::read(const model::OutputDecl& declaration, const model::Output& output,
                            const std::string& subject) {
  std::vector<NamedFile> files;
  for (const auto& file : output.files) {
    if (!file.stored) {
      return failure(ErrorKind::data, format("the bytes of \"{}\" were not kept", file.path),
                     "set keep = \"bytes\" for this output and run again");
    }
    TRY_ASSIGN(auto path, m_world.open(file.raw));
    files.push_back({std::move(path), file_name(file.path)});
  }
  Loaded loaded;
  if (reads_together(declaration.reader) && !files.empty()) {
    TRY_ASSIGN(auto data, read_together(declaration.reader, files, declaration.options));
    loaded.push_back({"", std::move(data)});
    return loaded;
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    TRY_ASSIGN(auto data, read_data(declaration.reader, files[i].file, files[i].name, declaration.options));
    loaded.push_back({loaded_path(declaration, output.files[i].path, subject), std::move(data)});
  }
  return loaded;
}

void Loader::remember(const std::string& key, const std::shared_ptr<const Loaded>& loaded) {
  const auto size =
      std::accumulate(loaded->begin(), loaded->end(), std::size_t{0},
                      [](std::size_t sum, const LoadedFile& file) { return sum + size_of(file.data); });
  if (m_loaded_size + size > k_most_bytes) {
    m_loaded.clear();
    m_loaded_size = 0;
  }
  m_loaded[key] = loaded;
  m_loaded_size += size;
}

Result<std::shared_ptr<const Loaded>> Loader::load(const model::OutputDecl& declaration,
                                                   const model::Output& output, const std::string& subject) {
  const auto key = reading_key(declaration, output) + "/" + output.raw.hex + "/" + declaration.id;
  if (const auto found = m_loaded.find(key); found != m_loaded.end()) {
    return found->second;
  }
  TRY_ASSIGN(auto loaded, read(declaration, output, subject));
  auto shared = std::make_shared<const Loaded>(std::move(loaded));
  remember(key, shared);
  return shared;
}

Result<std::shared_ptr<const ReadValues>> Loader::values(const model::OutputDecl& declaration,
                                                         const model::Output& output,
                                                         const std::string& subject,
                                                         const std::string& column) {
  const auto key = declaration.id + "/" + column + "/" + output.raw.hex;
  if (const auto found = m_values.find(key); found != m_values.end()) {
    return found->second;
  }
  const auto loaded = load(declaration, output, subject);
  Result<std::shared_ptr<const ReadValues>> result = nullptr;
  if (loaded) {
    result = std::make_shared<const ReadValues>(values_in(**loaded, column, declaration.options));
  } else {
    result = tl::unexpected(loaded.error());
  }
  m_values.emplace(key, result);
  return result;
}

std::optional<Truth> Loader::truth(const model::OutputDecl& declaration, const model::Subject& subject) {
  const auto path = subject.truth.find(declaration.id);
  if (path == subject.truth.end()) {
    return std::nullopt;
  }
  const auto key = declaration.id + "/" + subject.id;
  if (const auto found = m_truths.find(key); found != m_truths.end()) {
    return found->second;
  }
  Truth truth{"", nullptr};
  const auto digest = sys::sha256_file(path->second);
  auto data = digest ? read_data(declaration.reader, path->second, path->second.filename().string(),
                                 declaration.options)
                     : tl::unexpected(digest.error());
  if (data) {
    truth.digest = digest->hex;
    truth.data = std::make_shared<const Loaded>(Loaded{{"", std::move(*data)}});
  } else {
    truth.data = tl::unexpected(with_context(std::move(data).error(), "while reading the ground truth"));
  }
  return m_truths.emplace(key, std::move(truth)).first->second;
}

Result<std::shared_ptr<const ReadValues>> Loader::truth_values(const model::OutputDecl& declaration,
                                                               const model::Subject& subject,
                                                               const std::string& column) {
  const auto known = truth(declaration, subject);
  if (!known) {
    return failure(ErrorKind::protocol, format("[truth] has no \"{}\"", declaration.id),
                   format("add {} = \"truth/{{subject}}...\" to [truth]", declaration.id));
  }
  TRY_ASSIGN(const auto loaded, known->data);
  return std::make_shared<const ReadValues>(values_in(*loaded, column, declaration.options));
}

} // namespace reprovip::score
