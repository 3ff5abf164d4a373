#include "harness/base/format.hpp"
#include "harness/score/loader.hpp"
#include "harness/score/reader.hpp"
#include "harness/study/gallery.hpp"
#include "harness/sys/hash.hpp"
#include "harness/voxels/geometry.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::study {

namespace {

using model::LayerRole;
using voxels::Image;

// An output that is many files (a series of slices, a folder of an atlas) is not looked through.
constexpr std::size_t k_most_files = 16;

bool reads_an_image(const model::OutputDecl& output, const model::Output& found) {
  if (found.files.empty() || found.files.size() > k_most_files) {
    return false;
  }
  return std::any_of(found.files.begin(), found.files.end(), [&](const model::OutputFile& file) {
    const auto reader = output.reader.empty() ? score::reader_for(file.path) : output.reader;
    return reader == "image" || reader == "labels";
  });
}

// The subject with most classes; of several the one whose largest class is smallest, then the first.
const model::SubjectClasses* worst_subject(const model::OutputClasses& classes) {
  const model::SubjectClasses* worst = nullptr;
  for (const auto& subject : classes.subjects) {
    const auto more = [&] {
      return subject.canonical.size() > worst->canonical.size() ||
             (subject.canonical.size() == worst->canonical.size() &&
              subject.canonical.front().executions.size() < worst->canonical.front().executions.size());
    };
    if (subject.canonical.size() > 1 && (worst == nullptr || more())) {
      worst = &subject;
    }
  }
  return worst;
}

// "class A: engine=docker r003", letters as the class map has them.
std::string class_name(const model::Study& study, std::size_t number, std::uint32_t execution) {
  const auto& planned = study.plan.executions[execution];
  const auto condition =
      model::describe(study.plan, study.plan.conditions[study.plan.cells[planned.cell].condition]);
  return format("class {}: {}{}r{:03}", static_cast<char>('A' + number), condition,
                condition.empty() ? "" : " ", planned.repetition);
}

class Exhibition {
public:
  Exhibition(const store::Store& store, const model::Study& study, Gallery& gallery)
      : m_study(study), m_gallery(gallery), m_world(world_of(store)), m_loader(m_world) {}

  void show(const model::OutputDecl& output, const model::SubjectClasses& subject) {
    const auto& plan = m_study.plan;
    const auto& who = plan.resolved.subjects[subject.subject];
    const auto first = subject.canonical.front().executions.front();
    const auto* found = output_of(m_study, first, output.id);
    if (found == nullptr || !reads_an_image(output, *found)) {
      return;
    }
    model::Picture picture;
    picture.output = output.id;
    picture.title = format("{} of {}: its classes", output.id, who.id);
    Gallery::Layers classes;
    const auto shown = std::min(subject.canonical.size(), m_gallery.limits().classes);
    std::string path;
    for (std::size_t number = 0; number < shown; ++number) {
      const auto execution = subject.canonical[number].executions.front();
      auto image = image_of(output, execution, who.id, number == 0 ? nullptr : &classes.front().second, path);
      if (!image) {
        m_gallery.leave_out(picture.title, one_line(image.error()));
        return;
      }
      classes.emplace_back(layer(LayerRole::labels, class_name(m_study, number, execution)),
                           std::move(*image));
    }
    if (shown < subject.canonical.size()) {
      picture.notes.push_back(format("{} of {} classes", shown, subject.canonical.size()));
    }
    if (!path.empty()) {
      picture.notes.push_back(path);
    }
    if (classes.front().second.labels) {
      hang_labels(std::move(picture), output, who, std::move(classes));
    } else {
      hang_differences(std::move(picture), std::move(classes));
    }
  }

private:
  static model::Layer layer(LayerRole role, std::string name) {
    model::Layer one;
    one.role = role;
    one.name = std::move(name);
    return one;
  }

  // The image in the output of an execution. Of several files: the first image of the first execution asked
  // (its `path` is kept).
  Result<Image> image_of(const model::OutputDecl& declaration, std::uint32_t execution,
                         const std::string& subject, const Image* first, std::string& path) {
    const auto* output = output_of(m_study, execution, declaration.id);
    if (output == nullptr) {
      return failure(ErrorKind::data, "a class has no record");
    }
    TRY_ASSIGN(const auto loaded, m_loader.load(declaration, *output, subject));
    for (const auto& file : *loaded) {
      const auto* image = std::get_if<Image>(&file.data);
      if (image == nullptr || (first != nullptr && file.path != path)) {
        continue;
      }
      path = file.path;
      if (const auto why = not_a_volume(*image); !why.empty()) {
        return failure(ErrorKind::data, why);
      }
      if (const auto why = first == nullptr ? std::nullopt : voxels::grid_difference(*first, *image)) {
        return failure(ErrorKind::data, *why);
      }
      return *image;
    }
    return failure(ErrorKind::data, "not every class has the image");
  }

  void hang_labels(model::Picture picture, const model::OutputDecl& output, const model::Subject& who,
                   Gallery::Layers classes) {
    const auto& grid = classes.front().second;
    Gallery::Layers layers;
    if (auto ground = ground_of(who, grid)) {
      layers.push_back(std::move(*ground));
    }
    auto truth = truth_of(output, who, grid);
    std::ranges::move(classes, std::back_inserter(layers));
    if (truth) {
      layers.emplace_back(layer(LayerRole::truth, "ground truth"), std::move(*truth));
    }
    m_gallery.hang(std::move(picture), std::move(layers));
  }

  // The first class in shades, and on it what each other has more.
  void hang_differences(model::Picture picture, Gallery::Layers classes) {
    Gallery::Layers layers;
    const auto name = classes.front().first.name;
    for (std::size_t number = 1; number < classes.size(); ++number) {
      auto& [other, image] = classes[number];
      const auto& values = classes.front().second.values;
      for (std::size_t i = 0; i < values.size(); ++i) {
        // Equal infinities differ by nothing.
        image.values[i] = image.values[i] == values[i] ? 0 : image.values[i] - values[i];
      }
      layers.emplace_back(layer(LayerRole::map, format("{} minus {}", other.name, name)), std::move(image));
    }
    classes.front().first.role = LayerRole::image;
    layers.insert(layers.begin(), std::move(classes.front()));
    m_gallery.hang(std::move(picture), std::move(layers));
  }

  std::optional<Image> truth_of(const model::OutputDecl& output, const model::Subject& who,
                                const Image& grid) {
    const auto truth = m_loader.truth(output, who);
    if (!truth || !truth->data) {
      return std::nullopt;
    }
    const auto& files = **truth->data;
    const auto* image = files.empty() ? nullptr : std::get_if<Image>(&files.front().data);
    return image == nullptr || voxels::grid_difference(grid, *image) ? std::nullopt : std::optional(*image);
  }

  static std::optional<std::pair<model::Layer, Image>> ground_of(const model::Subject& who,
                                                                 const Image& grid) {
    for (const auto& input : who.inputs) {
      const auto name = input.host.filename().string();
      if (input.is_directory || score::reader_for(name) != "image") {
        continue;
      }
      const auto data = score::read_data("image", input.host, name, {});
      const auto* image = data ? std::get_if<Image>(&*data) : nullptr;
      if (image == nullptr || voxels::grid_difference(grid, *image)) {
        continue;
      }
      if (const auto digest = sys::sha256_file(input.host); digest && *digest == input.digest) {
        return std::pair(layer(LayerRole::image, format("{} ({})", input.id, name)), *image);
      }
    }
    return std::nullopt;
  }

  const model::Study& m_study;
  Gallery& m_gallery;
  score::World m_world;
  score::Loader m_loader;
};

} // namespace

void exhibit_classes(const store::Store& store, const model::Study& study, Gallery& gallery) {
  Exhibition exhibition(store, study, gallery);
  for (const auto& classes : study.scores.classes) {
    const auto* output = model::find_output(study.plan.resolved.protocol, classes.output);
    const auto* subject = worst_subject(classes);
    if (output != nullptr && subject != nullptr && gallery.has_room()) {
      exhibition.show(*output, *subject);
    }
  }
}

} // namespace reprovip::study
