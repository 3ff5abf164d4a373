#include "harness/sys/hash.hpp"

#include "tests/crosscheck/case.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>

namespace reprovip::crosscheck {

namespace {

using score::Data;

// NaN and infinities are no JSON: they are written as text.
double number_of(const Json& json) {
  if (!json.is_string()) {
    return json.number(std::numeric_limits<double>::quiet_NaN());
  }
  const auto number = score::parse_number(json.text());
  return number ? number->value : std::numeric_limits<double>::quiet_NaN();
}

// Axes as they come; without "spacing" 1 mm, without "affine" the spacing on the diagonal.
Data image_of(const Json& json) {
  score::Image image;
  for (const auto& size : json["dims"].items()) {
    image.dims.push_back(static_cast<std::size_t>(size.integer()));
  }
  for (const auto& step : json["spacing"].items()) {
    image.spacing.push_back(step.number());
  }
  image.spacing.resize(image.dims.size(), 1);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    image.affine[axis * 5] = axis < image.spacing.size() ? image.spacing[axis] : 1;
  }
  image.affine[15] = 1;
  for (std::size_t i = 0; i < std::min<std::size_t>(16, json["affine"].items().size()); ++i) {
    image.affine[i] = json["affine"].items()[i].number();
  }
  image.components = static_cast<std::size_t>(json["components"].integer(1));
  image.labels = json["labels"].boolean();
  image.datatype = json["datatype"].text(image.labels ? "uint8" : "float64");
  for (const auto& value : json["values"].items()) {
    image.values.push_back(number_of(value));
  }
  return image;
}

Data vector_of(const Json& json) {
  score::Vector vector;
  vector.lines = 1;
  for (const auto& value : json.items()) {
    vector.values.push_back({number_of(value)});
  }
  vector.columns = vector.values.size();
  return vector;
}

Data matrix_of(const Json& json) {
  score::Vector matrix;
  matrix.lines = json.items().size();
  for (const auto& line : json.items()) {
    matrix.columns = line.items().size();
    for (const auto& value : line.items()) {
      matrix.values.push_back({number_of(value)});
    }
  }
  return matrix;
}

// {"columns": [...], "keys": [...], "rows": [[...]]}: numbers, text, null = absent.
Data table_of(const Json& json) {
  score::Table table;
  for (const auto& column : json["columns"].items()) {
    table.columns.push_back(column.text());
  }
  for (const auto& key : json["keys"].items()) {
    table.keys.push_back(key.text());
  }
  for (const auto& row : json["rows"].items()) {
    auto& cells = table.rows.emplace_back();
    for (const auto& cell : row.items()) {
      if (cell.is_null()) {
        cells.emplace_back();
      } else if (cell.is_string()) {
        cells.emplace_back(cell.text());
      } else {
        cells.emplace_back(score::Number{cell.number()});
      }
    }
  }
  return table;
}

Data text_of(const Json& json) {
  return score::Text{json.text()};
}

struct Kind {
  const char* member;
  Data (*read)(const Json&);
};
constexpr Kind k_kinds[] = {{"images", image_of},
                            {"vectors", vector_of},
                            {"matrices", matrix_of},
                            {"tables", table_of},
                            {"texts", text_of}};

class MemorySet : public score::OutputSet {
public:
  std::vector<std::shared_ptr<const Data>> data;   // as `members`
  std::vector<std::shared_ptr<const Data>> truths; // as `targets`, or none
  std::string folder;

  Result<std::shared_ptr<const Data>> read(const Member& member) override {
    return data[static_cast<std::size_t>(std::stoul(member.name))];
  }
  Result<sys::Path> file(const Member&) override {
    return failure(ErrorKind::internal, "a case has no files");
  }
  std::string file_name(const Member& member) const override { return member.name; }
  std::optional<Result<std::shared_ptr<const Data>>> truth(std::uint32_t target) override {
    if (target >= truths.size()) {
      return std::nullopt;
    }
    return truths[target];
  }
  std::optional<sys::Path> place_for(const std::string& name) override {
    return folder.empty() ? std::nullopt : std::optional(sys::Path(folder) / name);
  }
};

const Kind* kind_of(const Json& line) {
  const auto* found = std::find_if(std::begin(k_kinds), std::end(k_kinds),
                                   [&](const Kind& kind) { return line.has(kind.member); });
  return found == std::end(k_kinds) ? nullptr : found;
}

score::OutputSet::Member member_of(const Json& line, std::size_t index, const Json& output) {
  const auto& place = line["members"].items();
  score::OutputSet::Member member;
  member.name = std::to_string(index);
  member.column = static_cast<std::uint32_t>(index);
  if (index < place.size()) {
    member.target = static_cast<std::uint32_t>(place[index]["target"].integer());
    member.column = static_cast<std::uint32_t>(place[index]["column"].integer());
    member.slot = static_cast<std::uint32_t>(place[index]["slot"].integer());
  }
  member.digest = sys::sha256(dump(output));
  return member;
}

} // namespace

std::vector<Data> data_of(const Json& line) {
  std::vector<Data> all;
  if (const auto* kind = kind_of(line)) {
    for (const auto& json : line[kind->member].items()) {
      all.push_back(kind->read(json));
    }
  }
  return all;
}

std::unique_ptr<score::OutputSet> output_set_of(const Json& line) {
  auto set = std::make_unique<MemorySet>();
  for (auto& one : data_of(line)) {
    set->data.push_back(std::make_shared<const Data>(std::move(one)));
  }
  const auto* kind = kind_of(line);
  for (std::size_t i = 0; i < set->data.size(); ++i) {
    const auto& member = set->members.emplace_back(member_of(line, i, line[kind->member].items()[i]));
    set->columns = std::max(set->columns, member.column + 1);
    while (set->targets.size() <= member.target) {
      set->targets.push_back(std::to_string(set->targets.size()));
    }
  }
  for (const auto& truth : line["truths"].items()) {
    set->truths.push_back(std::make_shared<const Data>(kind->read(truth)));
  }
  set->across = line["across"].boolean();
  for (const auto& level : line["levels"].items()) {
    set->levels.push_back(level.text());
  }
  set->folder = line["folder"].text();
  return set;
}

} // namespace reprovip::crosscheck
