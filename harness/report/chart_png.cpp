#include "harness/report/chart_png.hpp"

#include "harness/base/format.hpp"
#include "harness/report/chart_scale.hpp"
#include "harness/report/font.hpp"
#include "harness/report/text.hpp"

#include <cairo.h>

#include <cairo-ft.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>

namespace reprovip::report {

namespace {

constexpr int k_width = 960;
constexpr double k_edge = 16;
constexpr double k_row = 26;
constexpr double k_labels = 330; // columns: labels, plot, numbers
constexpr double k_plot_begin = k_edge + k_labels;
constexpr double k_plot_end = 720;
constexpr double k_numbers = k_plot_end + 12;
constexpr double k_head = 72;
constexpr double k_foot = 64;
constexpr double k_title_size = 19;
constexpr double k_text_size = 13;

// Of Okabe and Ito's palette: told apart by who does not see red or green.
struct Color {
  double red, green, blue;
};
constexpr Color k_black{0.1, 0.1, 0.1};
constexpr Color k_grey{0.4, 0.4, 0.4};
constexpr Color k_line{0.85, 0.85, 0.85};
constexpr Color k_within{0.92, 0.96, 0.99};
constexpr Color k_fail{0.835, 0.369, 0.0};
constexpr Color k_inconclusive{0.45, 0.45, 0.45};
constexpr Color k_pass{0.0, 0.447, 0.698};

Color color_of(model::Status status) {
  return status == model::Status::fail           ? k_fail
         : status == model::Status::inconclusive ? k_inconclusive
                                                 : k_pass;
}

template <auto Free>
struct Release {
  template <typename T>
  void operator()(T* what) const {
    Free(what);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Release<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Release<cairo_destroy>>;
using Face = std::unique_ptr<cairo_font_face_t, Release<cairo_font_face_destroy>>;
using Options = std::unique_ptr<cairo_font_options_t, Release<cairo_font_options_destroy>>;

// The font's face. Cairo keeps what it has drawn with, so that it must stay until the end.
class Font {
public:
  Font() {
    const auto bytes = font_file();
    m_ready = FT_Init_FreeType(&m_library) == 0 &&
              FT_New_Memory_Face(m_library, reinterpret_cast<const FT_Byte*>(bytes.data()),
                                 static_cast<FT_Long>(bytes.size()), 0, &m_face) == 0;
  }
  ~Font() {
    if (m_face != nullptr) {
      FT_Done_Face(m_face);
    }
    if (m_library != nullptr) {
      FT_Done_FreeType(m_library);
    }
  }
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;

  bool ready() const { return m_ready; }
  FT_Face face() const { return m_face; }

private:
  FT_Library m_library = nullptr;
  FT_Face m_face = nullptr;
  bool m_ready = false;
};

class Canvas {
public:
  Canvas(cairo_t* context, double height) : m_cairo(context), m_height(height) {
    color({1, 1, 1});
    cairo_paint(m_cairo);
  }

  double height() const { return m_height; }
  void color(const Color& c) { cairo_set_source_rgb(m_cairo, c.red, c.green, c.blue); }

  void text(double x, double y, const std::string& words, double size = k_text_size) {
    cairo_set_font_size(m_cairo, size);
    cairo_move_to(m_cairo, x, y);
    cairo_show_text(m_cairo, words.c_str());
  }
  double width(const std::string& words, double size = k_text_size) {
    cairo_text_extents_t extents;
    cairo_set_font_size(m_cairo, size);
    cairo_text_extents(m_cairo, words.c_str(), &extents);
    return extents.x_advance;
  }
  // Cut with "…" to what is there for it.
  std::string fitted(const std::string& words, double room, double size = k_text_size) {
    auto cut = words;
    for (auto columns_left = columns(words); columns_left > 1 && width(cut, size) > room; --columns_left) {
      cut = fit(words, columns_left - 1);
    }
    return cut;
  }
  void box(double x, double y, double w, double h) {
    cairo_rectangle(m_cairo, x, y, w, h);
    cairo_fill(m_cairo);
  }
  void line(double x1, double y1, double x2, double y2, double thickness, bool dashed = false) {
    const std::array<double, 2> dashes = {5, 4};
    cairo_set_dash(m_cairo, dashes.data(), dashed ? 2 : 0, 0);
    cairo_set_line_width(m_cairo, thickness);
    cairo_move_to(m_cairo, x1, y1);
    cairo_line_to(m_cairo, x2, y2);
    cairo_stroke(m_cairo);
  }
  // Square: fails; triangle: inconclusive; circle: passes.
  void mark(double x, double y, model::Status status) {
    constexpr double k_half = 5;
    if (status == model::Status::fail) {
      box(x - k_half, y - k_half, 2 * k_half, 2 * k_half);
    } else if (status == model::Status::pass) {
      cairo_arc(m_cairo, x, y, k_half, 0, 2 * std::numbers::pi);
      cairo_fill(m_cairo);
    } else {
      cairo_move_to(m_cairo, x, y - k_half - 1);
      cairo_line_to(m_cairo, x + k_half + 1, y + k_half);
      cairo_line_to(m_cairo, x - k_half - 1, y + k_half);
      cairo_close_path(m_cairo);
      cairo_fill(m_cairo);
    }
  }

private:
  cairo_t* m_cairo;
  double m_height;
};

// Where a number stands on the plot, at its edge when it is beyond.
double at(const ChartScale& scale, double value) {
  const double part = std::clamp((value - scale.low) / (scale.high - scale.low), 0.0, 1.0);
  return k_plot_begin + part * (k_plot_end - k_plot_begin);
}

void draw_frame(Canvas& canvas, const Chart& chart, const ChartScale& scale) {
  const double top = k_head;
  const double bottom = canvas.height() - k_foot;
  double begin = k_plot_begin;
  double end = k_plot_end;
  for (const auto& limit : chart.limits) {
    begin = limit.op.front() != '<' ? std::max(begin, at(scale, limit.value)) : begin;
    end = limit.op.front() != '>' ? std::min(end, at(scale, limit.value)) : end;
  }
  if (!chart.limits.empty() && end > begin) {
    canvas.color(k_within);
    canvas.box(begin, top, end - begin, bottom - top);
  }
  for (const double tick : scale.ticks) {
    const auto words = format("{:.4g}", tick);
    canvas.color(k_line);
    canvas.line(at(scale, tick), top, at(scale, tick), bottom, 1);
    canvas.color(k_grey);
    canvas.text(at(scale, tick) - canvas.width(words) / 2, bottom + 17, words);
  }
  for (const auto& limit : chart.limits) {
    canvas.color(k_black);
    canvas.line(at(scale, limit.value), top - 4, at(scale, limit.value), bottom + 4, 1.5, true);
    const auto words = format("{} {:.4g}", limit.op, limit.value);
    canvas.text(at(scale, limit.value) - canvas.width(words) / 2, top - 7, words);
  }
  const auto axis = canvas.fitted(chart.axis, k_plot_end - k_plot_begin);
  canvas.color(k_black);
  canvas.text((k_plot_begin + k_plot_end - canvas.width(axis)) / 2, bottom + 36, axis);
}

void draw_row(Canvas& canvas, const ChartRow& row, double y, const std::optional<ChartScale>& scale) {
  canvas.color(k_black);
  canvas.text(k_edge, y + 4, canvas.fitted(row.label, k_labels - 24));
  canvas.color(color_of(row.status));
  if (!row.estimate || !std::isfinite(*row.estimate) || !scale) {
    canvas.mark(k_plot_begin - 12, y, row.status);
    canvas.text(k_plot_begin, y + 4, canvas.fitted(row.number, k_width - k_edge - k_plot_begin));
    return;
  }
  if (row.interval) {
    canvas.line(at(*scale, row.interval->low), y, at(*scale, row.interval->high), y, 3);
  }
  canvas.mark(at(*scale, *row.estimate), y, row.status);
  canvas.text(k_numbers, y + 4, canvas.fitted(row.number, k_width - k_edge - k_numbers));
}

void draw_legend(Canvas& canvas, const Chart& chart) {
  double x = k_edge;
  for (const auto status : {model::Status::fail, model::Status::inconclusive, model::Status::pass}) {
    if (std::ranges::count(chart.rows, status, &ChartRow::status) > 0) {
      const std::string word(to_string(status));
      canvas.color(color_of(status));
      canvas.mark(x + 6, canvas.height() - k_foot + 32, status);
      canvas.text(x + 18, canvas.height() - k_foot + 36, word);
      x += 32 + canvas.width(word);
    }
  }
  canvas.color(k_grey);
  canvas.text(k_edge, canvas.height() - 10, canvas.fitted(chart.rest, k_width - 2 * k_edge));
}

void draw(Canvas& canvas, const Chart& chart) {
  const auto scale = chart_scale(chart);
  canvas.color(k_black);
  canvas.text(k_edge, 26, canvas.fitted(chart.title, k_width - 2 * k_edge, k_title_size), k_title_size);
  canvas.color(k_grey);
  canvas.text(k_edge, 46, canvas.fitted(chart.about, k_width - 2 * k_edge));
  if (scale) {
    draw_frame(canvas, chart, *scale);
  }
  double y = k_head + k_row / 2;
  for (const auto& row : chart.rows) {
    draw_row(canvas, row, y, scale);
    y += k_row;
  }
  draw_legend(canvas, chart);
}

std::string png_of(cairo_surface_t* surface) {
  std::string bytes;
  const auto write = [](void* to, const unsigned char* data, unsigned size) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
  };
  return cairo_surface_write_to_png_stream(surface, write, &bytes) == CAIRO_STATUS_SUCCESS ? bytes : "";
}

} // namespace

std::string chart_png(const Chart& chart) {
  const double height = k_head + k_row * static_cast<double>(chart.rows.size()) + k_foot;
  static const Font font;
  if (!font.ready()) {
    return {};
  }
  // No hinting: outlines as they are, which no setting of the machine changes.
  const Options options(cairo_font_options_create());
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  const Face face(cairo_ft_font_face_create_for_ft_face(font.face(), FT_LOAD_NO_HINTING));
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, k_width, static_cast<int>(height)));
  const Context context(cairo_create(surface.get()));
  cairo_set_font_face(context.get(), face.get());
  cairo_set_font_options(context.get(), options.get());
  Canvas canvas(context.get(), height);
  draw(canvas, chart);
  return cairo_status(context.get()) == CAIRO_STATUS_SUCCESS ? png_of(surface.get()) : "";
}

} // namespace reprovip::report
