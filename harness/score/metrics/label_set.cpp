#include "harness/score/metrics/label_set.hpp"

#include "harness/base/format.hpp"
#include "harness/voxels/geometry.hpp"
#include "harness/voxels/nifti_write.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace reprovip::score {

namespace {

Finding disagreement(const std::string& reason) {
  auto finding = undefined(reason);
  finding.decision = false;
  return finding;
}

// Adds one more distinct image to a stack; returns why it cannot.
std::optional<Finding> add_image(const Data& data, const std::string& name, LabelStack& stack) {
  const auto* image = std::get_if<Image>(&data);
  if (image == nullptr || !image->labels) {
    return undefined(format("{}: this is no label image: set read = \"labels\"", name));
  }
  auto grid = *image;
  grid.values.clear();
  if (stack.joint.images() == 0) {
    stack.grid = grid;
  } else if (const auto reason = voxels::grid_difference(std::get<Image>(stack.grid), grid)) {
    return disagreement(format("{} | {}: {}", stack.members.front(), name, *reason));
  }
  stack.joint.add(image->values);
  return std::nullopt;
}

bool is_constant(const voxels::LabelPatterns::Pattern& pattern) {
  return std::all_of(pattern.labels.begin(), pattern.labels.end(),
                     [&](std::int64_t label) { return label == pattern.labels.front(); });
}

std::string as_file_name(const std::string& text) {
  std::string name;
  for (const char letter : text) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' || letter == '_';
    name += plain ? letter : '_';
  }
  return name;
}

} // namespace

bool LabelSet::identical() const {
  return std::all_of(stacks.begin(), stacks.end(), [](const LabelStack& stack) { return stack.identical; });
}

std::vector<std::int64_t> LabelSet::labels() const {
  std::set<std::int64_t> found;
  for (const auto& stack : stacks) {
    for (const auto& pattern : stack.patterns) {
      found.insert(pattern.labels.begin(), pattern.labels.end());
    }
  }
  found.erase(0);
  return {found.begin(), found.end()};
}

std::vector<voxels::Region> LabelSet::regions(const std::vector<voxels::Region>& asked) const {
  auto regions = asked;
  if (asked.empty()) {
    for (const auto label : labels()) {
      regions.push_back({std::to_string(label), {label}});
    }
  }
  return regions;
}

Result<LabelSet> read_label_set(OutputSet& set) {
  LabelSet result;
  std::map<std::uint32_t, std::size_t> stack_of;
  std::map<std::pair<std::size_t, std::string>, std::size_t> known; // digests in each stack
  for (const auto& member : set.members) {
    const auto [place, is_new] = stack_of.emplace(member.target, result.stacks.size());
    if (is_new) {
      result.stacks.emplace_back().target = set.targets[member.target];
    }
    auto& stack = result.stacks[place->second];
    stack.members.push_back(member.name);
    const auto [image, first] =
        known.emplace(std::pair(place->second, member.digest.hex), stack.joint.images());
    stack.image_of.push_back(image->second);
    if (first) {
      TRY_ASSIGN(const auto data, set.read(member));
      result.obstacle = add_image(*data, member.name, stack);
      if (result.obstacle) {
        return result;
      }
    }
  }
  for (auto& stack : result.stacks) {
    stack.patterns = stack.joint.patterns();
    stack.identical = std::all_of(stack.patterns.begin(), stack.patterns.end(), is_constant);
    if (stack.members.size() < 2) {
      result.obstacle = undefined(format("{} was observed once: repeat it", stack.target));
      return result;
    }
  }
  if (result.stacks.empty()) {
    result.obstacle = undefined("there are no images");
  }
  return result;
}

LabelCounts label_counts(const LabelStack& stack) {
  LabelCounts counts;
  for (const auto& pattern : stack.patterns) {
    std::map<std::int64_t, std::uint32_t> given;
    for (const auto image : stack.image_of) {
      ++given[pattern.labels[image]];
    }
    counts[{given.begin(), given.end()}] += pattern.voxels;
  }
  return counts;
}

Result<void> write_map(OutputSet& set, const LabelStack& stack, const std::string& what,
                       const std::vector<double>& of_pattern, Finding& finding) {
  const auto name = format("{}-{}.nii.gz", what, as_file_name(stack.target));
  const auto place = set.place_for(name);
  if (!place) {
    return {};
  }
  auto image = std::get<Image>(stack.grid);
  image.labels = false;
  image.values.reserve(stack.joint.voxels());
  for (const auto pattern : stack.joint.of_voxels()) {
    image.values.push_back(of_pattern[pattern]);
  }
  TRY(voxels::write_nifti(*place, image));
  finding.files.push_back(name);
  return {};
}

} // namespace reprovip::score
