#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/report/base64.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/page_files.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <array>

namespace reprovip::report {

namespace {

struct MapWords {
  std::string_view name;
  std::string_view unit;
  std::string_view words;
};
// Of the maps that metrics write, by the last part of their names.
constexpr std::array k_maps = {
    MapWords{"sd", "", "Standard deviation between executions, in the image's own unit."},
    MapWords{"mean", "", "Mean over executions, in the image's own unit."},
    MapWords{"cv", "", "Standard deviation between executions, as a share of the mean."},
    MapWords{"min", "", "Least value of any execution, in the image's own unit."},
    MapWords{"max", "", "Largest value of any execution, in the image's own unit."},
    MapWords{"range", "", "Largest minus least value, in the image's own unit."},
    MapWords{"bits", "bits",
             "Significant bits that executions share; 3.32 bits are a decimal digit. Fewer is worse."},
    MapWords{"icc", "", "Intraclass correlation: 1 where subjects differ and executions do not."},
    MapWords{"nu", "", "ν: 0 where only subjects differ, 1 where only executions do."},
    MapWords{"cone", "°", "Angle within which directions of executions lie."},
    MapWords{"coherence", "", "1 where executions point the same way, 0 where any way."},
    MapWords{"statistic", "", "Statistic of the test in each voxel."}};

std::string_view role_name(model::LayerRole role) {
  constexpr std::array<std::string_view, 4> k_names = {"image", "labels", "truth", "map"};
  return k_names.at(static_cast<std::size_t>(role));
}

Json layer_json(const model::Layer& layer) {
  const auto* known = std::ranges::find(k_maps, layer.name, &MapWords::name);
  const bool has_words = known != k_maps.end() && layer.role == model::LayerRole::map;
  const auto unit = layer.unit.empty() && has_words ? std::string(known->unit) : clean(layer.unit);
  return Json::object({{"role", role_name(layer.role)},
                       {"name", clean(layer.name)},
                       {"exhibit", layer.exhibit},
                       {"unit", unit},
                       {"words", std::string(has_words ? known->words : "")}});
}

Json pictures_json(const model::Study& study) {
  auto pictures = Json::array();
  for (const auto& picture : study.pictures) {
    auto layers = Json::array();
    for (const auto& layer : picture.layers) {
      layers.push(layer_json(layer));
    }
    auto notes = Json::array();
    for (const auto& note : picture.notes) {
      notes.push(clean(note));
    }
    const auto metric = picture.metric.empty() ? "" : format(" ({})", picture.metric);
    pictures.push(Json::object({{"title", clean(picture.title + metric)},
                                {"notes", std::move(notes)},
                                {"layers", std::move(layers)}}));
  }
  return pictures;
}

// By execution [mm, degrees] or null.
Json movements_json(const model::Study& study) {
  auto all = Json::array();
  for (const auto& movements : study.movements) {
    auto column = Json::array();
    for (const auto& one : movements.of) {
      column.push(one ? Json(Json::Array{one->translation_mm, one->rotation_deg}) : Json());
    }
    all.push(Json::object({{"output", clean(movements.output)}, {"of", std::move(column)}}));
  }
  return all;
}

// Bytes that nothing runs or shows until a script asks for them.
std::string data_element(std::string_view id, std::string_view bytes) {
  return format("<script type=\"text/plain\" id=\"{}\">{}</script>\n", id, base64(bytes));
}

std::string volumes(const model::Study& study) {
  std::string text;
  for (const auto& picture : study.pictures) {
    for (const auto& layer : picture.layers) {
      if (const auto found = study.exhibits.find(layer.exhibit); found != study.exhibits.end()) {
        text += data_element(layer.exhibit, found->second);
      }
    }
  }
  return text + data_element("niivue-source", niivue_js_gz());
}

} // namespace

std::string html_pictures(const model::Study& study) {
  const auto movements = study.movements.empty() ? "" : data_island("movements-data", movements_json(study));
  if (study.pictures.empty() && study.not_exhibited.empty()) {
    return movements;
  }
  std::string content;
  if (!study.pictures.empty()) {
    content +=
        "<p class=\"quiet\">Volumes as slices. Click or drag to move, arrow keys on a plane or its slider "
        "to scroll. Radiological: right of the patient on the left.</p>\n"
        "<div id=\"pictures-viewer\"><noscript><p>Volumes are shown by a script.</p></noscript></div>\n";
    content += data_island("pictures-data", pictures_json(study)) + volumes(study);
  }
  if (!study.not_exhibited.empty()) {
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(study.not_exhibited.size(), 50); ++i) {
      list += format("<li>{}</li>\n", brief_html(study.not_exhibited[i]));
    }
    content += format("<details><summary>Not shown here: {}</summary><ul>{}</ul></details>\n",
                      counted(study.not_exhibited.size(), "item"), list);
  }
  return movements + section("pictures", "Images and maps", content);
}

} // namespace reprovip::report
