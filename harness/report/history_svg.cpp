#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/history.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprovip::report {

namespace {

constexpr double k_width = 760;
constexpr double k_left = 70;
constexpr double k_right = 16;
constexpr double k_top = 34; // of a panel: its name
constexpr double k_plot = 96;
constexpr double k_panel = 186; // with the versions below
constexpr std::size_t k_panels = 24;
constexpr std::size_t k_labels = 20; // versions that have room below a panel
constexpr std::array<const char*, 3> k_words = {"pass", "inconclusive", "fail"};

constexpr const char* k_style =
    "<style>svg{color:#1a1a1a;background:#fff;font:12px sans-serif}"
    "@media (prefers-color-scheme:dark){svg{color:#eee;background:#1a1a1a}}"
    "text{fill:currentColor}.bar,.axis{stroke:currentColor}.axis{opacity:.35}"
    ".dot{fill:currentColor}.fail{fill:none;stroke:currentColor;stroke-width:2}"
    ".threshold{stroke:currentColor;stroke-dasharray:6 4}.change{stroke:#d55e00;stroke-width:2}"
    ".mark{fill:#d55e00}.small{font-size:10px}</style>";

class Panel {
public:
  Panel(const model::History& history, const model::HistoryLine& line, double top)
      : m_history(history), m_line(line), m_top(top) {
    for (const auto& point : line.points) {
      for (const auto& value : {height_of(point), point.low, point.high}) {
        include(value);
      }
    }
    for (const auto& threshold : line.thresholds) {
      include(threshold.value);
    }
    if (is_words()) {
      m_low = 0;
      m_high = k_words.size() - 1;
    }
  }

  std::string draw() const {
    auto text = format("<g role=\"group\" aria-label=\"{}\">\n<text x=\"8\" y=\"{:.1f}\">{}</text>\n",
                       html(line_name(m_line)), m_top + 16, html(name_text()));
    text += axis();
    for (const auto& threshold : m_line.thresholds) {
      text +=
          format("<line class=\"threshold\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"><title>{3} "
                 "requires {4} {5:.4g}</title></line>\n",
                 k_left, k_width - k_right, y(threshold.value), html(threshold.criterion), html(threshold.op),
                 threshold.value);
    }
    for (std::size_t i = 0; i < m_line.points.size(); ++i) {
      text += mark(i);
    }
    for (const auto& change : m_line.changes) {
      text += change_mark(change);
    }
    return text + "</g>\n";
  }

private:
  bool is_words() const {
    return std::ranges::any_of(
        m_line.points, [&](const auto& point) { return !point.estimate && height_of(point).has_value(); });
  }
  void include(const std::optional<double>& value) {
    if (value) {
      m_low = std::min(m_low.value_or(*value), *value);
      m_high = std::max(m_high.value_or(*value), *value);
    }
  }
  // A verdict is drawn as one of three heights.
  std::optional<double> height_of(const model::HistoryPoint& point) const {
    const auto word =
        std::ranges::find(k_words, point.text, [](const char* one) { return std::string(one); });
    if (point.estimate || word == k_words.end()) {
      return point.estimate;
    }
    return static_cast<double>(k_words.end() - word - 1);
  }
  double x(std::size_t i) const {
    const double step = (k_width - k_left - k_right) / static_cast<double>(m_line.points.size());
    return k_left + step * (static_cast<double>(i) + 0.5);
  }
  double y(double value) const {
    const double range = m_high.value_or(0) / 2 - m_low.value_or(0) / 2;
    const double share = range > 0 ? (value / 2 - m_low.value_or(0) / 2) / range : 0.5;
    return m_top + k_top + k_plot * (1 - share);
  }
  std::string name_text() const {
    return fit(line_name(m_line), 100) + (m_line.unit.empty() ? "" : " (" + m_line.unit + ")");
  }
  std::string tick(double value, const std::string& label) const {
    return format(
        "<line class=\"axis\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text class=\"small\" "
        "x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>\n",
        k_left, k_width - k_right, y(value), k_left - 6, y(value) + 3, html(label));
  }
  std::string axis() const {
    std::string text;
    if (is_words()) {
      for (std::size_t i = 0; i < k_words.size(); ++i) {
        text += tick(static_cast<double>(k_words.size() - 1 - i), k_words[i]);
      }
    } else if (m_low) {
      text += tick(*m_low, number_text(m_low));
      text += *m_high > *m_low ? tick(*m_high, number_text(m_high)) : std::string();
    }
    const auto every = (m_line.points.size() + k_labels - 1) / k_labels;
    for (std::size_t i = 0; i < m_line.points.size(); i += std::max<std::size_t>(every, 1)) {
      const auto& study = m_history.studies[m_line.points[i].study];
      const double at = m_top + k_top + k_plot + 14;
      text += format("<text class=\"small\" text-anchor=\"end\" transform=\"translate({:.1f} {:.1f}) "
                     "rotate(-35)\">{}</text>\n",
                     x(i) + 4, at, html(fit(study.version, 12)));
    }
    return text;
  }
  // A filled dot; an open one where the study failed, so that colour says nothing alone.
  std::string mark(std::size_t i) const {
    const auto& point = m_line.points[i];
    const auto& study = m_history.studies[point.study];
    const auto height = height_of(point);
    if (!height) {
      return {};
    }
    std::string text;
    if (point.low && point.high) {
      text += format("<line class=\"bar\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>",
                     x(i), y(*point.low), y(*point.high));
    }
    return text +
           format(
               "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"><title>{} {}: {}</title></circle>\n",
               study.status == model::Status::fail ? "fail" : "dot", x(i), y(*height), html(study.version),
               html(study.study), html(point.estimate ? number_text(point.estimate) : point.text));
  }
  std::string change_mark(const model::HistoryChange& change) const {
    const double at = change.point > 0 ? (x(change.point) + x(change.point - 1)) / 2 : x(0);
    const double top = m_top + k_top;
    return format("<line class=\"change\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/><path "
                  "class=\"mark\" d=\"M{3:.1f} {4:.1f}h10l-5 8z\"><title>{5}</title></path>\n",
                  at, top, top + k_plot, at - 5, top - 8, html(change_text(m_history, m_line, change)));
  }

  const model::History& m_history;
  const model::HistoryLine& m_line;
  double m_top;
  std::optional<double> m_low;
  std::optional<double> m_high;
};

} // namespace

std::string history_svg(const model::History& history) {
  const auto shown = std::min(history.lines.size(), k_panels);
  const double head = 44;
  const double height = head + k_panel * static_cast<double>(std::max<std::size_t>(shown, 1));
  auto text =
      format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
             "height=\"{1}\" role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">{2} over {3}"
             "</title>\n<desc id=\"desc\">{4}. Dashed: what criteria require. Open dots: studies that "
             "fail. Triangles: changes.</desc>\n{5}\n",
             k_width, height, html(history.metric), counted(history.studies.size(), "study"),
             html(history.doc), k_style);
  text += format("<text x=\"8\" y=\"18\" font-weight=\"bold\">{}</text><text class=\"small\" x=\"8\" "
                 "y=\"34\">{}; open dot: the study fails; dashed: required; triangle: change</text>\n",
                 html(history.metric), html(history.doc));
  for (std::size_t i = 0; i < shown; ++i) {
    text += Panel(history, history.lines[i], head + k_panel * static_cast<double>(i)).draw();
  }
  if (shown < history.lines.size()) {
    text += format("<text class=\"small\" x=\"8\" y=\"{:.1f}\">{} lines more: choose with --value</text>\n",
                   height - 6, history.lines.size() - shown);
  }
  return text + "</svg>\n";
}

} // namespace reprovip::report
