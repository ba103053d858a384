// SPDX-License-Identifier: Apache-2.0
#include "voxSurfacePicture.h"

#include "voxSurfaceScene.h"

#include <vtkActor2D.h>
#include <vtkCellArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper2D.h>
#include <vtkProperty2D.h>
#include <vtkRenderWindow.h>
#include <vtkTextActor.h>
#include <vtkTextProperty.h>
#include <vtkWindowToImageFilter.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vox
{
namespace
{

constexpr int kTitlePixels = 44, kFooterLinePixels = 28;

using Color = std::array<double, 3>;
constexpr Color kInk{0.15, 0.17, 0.2};

/** The strip below the views, whose coordinates are pixels from its lower left corner. */
class Strip
{
public:
  explicit Strip(vtkRenderer & renderer) : m_Renderer(renderer) { renderer.SetBackground(1.0, 1.0, 1.0); }

  void
  Text(const std::string & text, double x, double y, int size) const
  {
    vtkNew<vtkTextActor> actor;
    actor->SetInput(text.c_str());
    actor->SetPosition(x, y);
    actor->GetTextProperty()->SetFontSize(size);
    actor->GetTextProperty()->SetColor(kInk.data());
    actor->GetTextProperty()->SetVerticalJustificationToCentered();
    m_Renderer.AddActor2D(actor);
  }

  void
  Box(double x, double y, double width, double height, const Color & color) const
  {
    vtkNew<vtkPoints> points;
    points->InsertNextPoint(x, y, 0.0);
    points->InsertNextPoint(x + width, y, 0.0);
    points->InsertNextPoint(x + width, y + height, 0.0);
    points->InsertNextPoint(x, y + height, 0.0);
    vtkNew<vtkCellArray> cells;
    cells->InsertNextCell({0, 1, 2, 3});
    vtkNew<vtkPolyData> data;
    data->SetPoints(points);
    data->SetPolys(cells);
    vtkNew<vtkPolyDataMapper2D> mapper;
    mapper->SetInputData(data);
    vtkNew<vtkActor2D> actor;
    actor->SetMapper(mapper);
    actor->GetProperty()->SetColor(color[0], color[1], color[2]);
    m_Renderer.AddActor2D(actor);
  }

private:
  vtkRenderer & m_Renderer;
};

/** 1, 2 or 5 times a power of ten, at most this. */
double
NiceBelow(double most)
{
  const double power = std::pow(10.0, std::floor(std::log10(most)));
  const double part = most / power;
  return power * (part >= 5.0 ? 5.0 : part >= 2.0 ? 2.0 : 1.0);
}

/** Names with a box of their color, in lines of the given width; what is more than `lines` is counted. */
void
DrawLegend(const Strip & strip, std::span<const Surface> surfaces, double left, double width, int lines)
{
  constexpr double letterPixels = 8.5, boxPixels = 14.0, gapPixels = 26.0;
  double x = left;
  int line = 0;
  for (std::size_t i = 0; i < surfaces.size(); ++i)
  {
    const double needed = boxPixels + 8.0 + letterPixels * static_cast<double>(surfaces[i].name.size()) + gapPixels;
    if (x > left && x + needed > left + width)
    {
      x = left;
      ++line;
    }
    const bool isLast = line == lines - 1 && i + 1 < surfaces.size() && x + 2.0 * needed + 120.0 > left + width;
    const double y = (lines - 1 - line + 0.5) * kFooterLinePixels + 6.0;
    if (line >= lines || isLast)
    {
      strip.Text(fmt::format("and {} more", surfaces.size() - i), x, (0.5) * kFooterLinePixels + 6.0, 14);
      return;
    }
    const Rgb & color = surfaces[i].color;
    strip.Box(x, y - boxPixels / 2.0, boxPixels, boxPixels, {color[0] / 255.0, color[1] / 255.0, color[2] / 255.0});
    strip.Text(surfaces[i].name, x + boxPixels + 8.0, y, 14);
    x += needed;
  }
}

void
DrawBar(const Strip & strip, const SurfacePictureOptions & options, double left, double width, int lines)
{
  constexpr int steps = 100;
  const double y = lines * kFooterLinePixels / 2.0 + 2.0;
  const double bar = std::min(width - 160.0, 420.0);
  strip.Text("0", left, y + 6.0, 14);
  for (int i = 0; i < steps; ++i)
  {
    strip.Box(left + 20.0 + bar * i / steps, y, bar / steps + 1.0, 14.0, ValueColor((i + 0.5) / steps));
  }
  strip.Text(fmt::format("{:.3g} {}", *options.largestValue, options.valueName), left + bar + 32.0, y + 6.0, 14);
}

/** A window off the screen with rows of square views, a title and a strip below. */
class Sheet
{
public:
  Sheet(std::span<const Surface> surfaces, const SurfacePictureOptions & options, const std::vector<Viewpoint> & views,
        int columns)
      : m_Scene(surfaces, options), m_HalfHeightMm(m_Scene.HalfHeightMm(views, 1.0))
  {
    const int rows = static_cast<int>(views.size()) / columns;
    m_Cell = options.widthPixels / columns;
    m_Width = m_Cell * columns;
    const int lines = options.largestValue ? 2 : std::clamp(static_cast<int>(surfaces.size()) / 6 + 1, 1, 4);
    const int footer = lines * kFooterLinePixels + 12;
    m_Height = kTitlePixels + rows * m_Cell + footer;
    m_Window->SetOffScreenRendering(1);
    m_Window->SetMultiSamples(8);
    m_Window->SetSize(m_Width, m_Height);
    Put(m_Title, 0, m_Height - kTitlePixels, m_Width, kTitlePixels);
    Strip(*m_Title).Text(options.title, 14.0, kTitlePixels / 2.0, 18);
    Put(m_Footer, 0, 0, m_Width, footer);
    DrawFooter(surfaces, options, lines);
    for (std::size_t i = 0; i < views.size(); ++i)
    {
      const int row = static_cast<int>(i) / columns;
      const int column = static_cast<int>(i) % columns;
      m_Views.emplace_back();
      Put(m_Views.back(), column * m_Cell, footer + (rows - 1 - row) * m_Cell, m_Cell, m_Cell);
      if (options.opacity < 1.0)
      {
        m_Views.back()->SetUseDepthPeeling(true);
      }
      Show(i, views[i]);
    }
  }

  /** Shows a place of the sheet from another side. */
  void
  Show(std::size_t place, const Viewpoint & viewpoint)
  {
    m_Scene.Show(*m_Views[place], viewpoint, m_HalfHeightMm);
  }

  [[nodiscard]] Picture
  Draw()
  {
    m_Window->Render();
    vtkNew<vtkWindowToImageFilter> filter;
    filter->SetInput(m_Window);
    filter->SetInputBufferTypeToRGB();
    filter->ReadFrontBufferOff();
    filter->ShouldRerenderOff(); // it would draw all of it once more
    filter->Update();
    const auto * const rows = static_cast<const std::uint8_t *>(filter->GetOutput()->GetScalarPointer());
    Picture picture(m_Width, m_Height);
    const auto bytes = static_cast<std::size_t>(3 * m_Width);
    for (std::size_t row = 0; row < static_cast<std::size_t>(m_Height); ++row) // VTK begins below
    {
      std::copy_n(rows + (static_cast<std::size_t>(m_Height) - 1 - row) * bytes, bytes, &picture.pixels[row * bytes]);
    }
    return picture;
  }

private:
  void
  Put(vtkRenderer * renderer, int x, int y, int width, int height)
  {
    const double w = m_Width, h = m_Height;
    renderer->SetViewport(x / w, y / h, (x + width) / w, (y + height) / h);
    m_Window->AddRenderer(renderer);
  }

  void
  DrawFooter(std::span<const Surface> surfaces, const SurfacePictureOptions & options, int lines)
  {
    const Strip strip(*m_Footer);
    const double pixelsPerMm = m_Cell / (2.0 * m_HalfHeightMm);
    const double lengthMm = NiceBelow(m_Cell / 3.0 / pixelsPerMm);
    const double y = lines * kFooterLinePixels / 2.0;
    strip.Box(16.0, y, lengthMm * pixelsPerMm, 4.0, kInk);
    strip.Text(fmt::format("{:g} mm", lengthMm), 16.0, y + 16.0, 14);
    const double left = 40.0 + m_Cell / 3.0;
    options.largestValue ? DrawBar(strip, options, left, m_Width - left, lines)
                         : DrawLegend(strip, surfaces, left, m_Width - left - 10.0, lines);
  }

  SurfaceScene m_Scene;
  double m_HalfHeightMm;
  int m_Cell = 0;
  int m_Width = 0;
  int m_Height = 0;
  vtkNew<vtkRenderWindow> m_Window;
  vtkNew<vtkRenderer> m_Title;
  vtkNew<vtkRenderer> m_Footer;
  std::vector<vtkNew<vtkRenderer>> m_Views;
};

const std::vector<Viewpoint> &
SixSides()
{
  static const std::vector<Viewpoint> sides{{"anterior", {0, -1, 0}, {0, 0, 1}}, {"left", {1, 0, 0}, {0, 0, 1}},
                                            {"superior", {0, 0, 1}, {0, -1, 0}}, {"posterior", {0, 1, 0}, {0, 0, 1}},
                                            {"right", {-1, 0, 0}, {0, 0, 1}},    {"inferior", {0, 0, -1}, {0, -1, 0}}};
  return sides;
}

} // namespace

Picture
DrawSurfaces(std::span<const Surface> surfaces, const SurfacePictureOptions & options)
{
  return Sheet(surfaces, options, SixSides(), 3).Draw();
}

void
DrawTurntable(std::span<const Surface> surfaces, const SurfacePictureOptions & options, int frames,
              const std::function<void(const Picture &)> & use)
{
  const auto at = [&](int frame) {
    const double angle = 2.0 * std::numbers::pi * frame / frames;
    return Viewpoint{"", {std::sin(angle), -std::cos(angle), 0.0}, {0, 0, 1}};
  };
  Sheet sheet(surfaces, options, {at(0)}, 1);
  for (int frame = 0; frame < frames; ++frame)
  {
    sheet.Show(0, at(frame));
    use(sheet.Draw());
  }
}

} // namespace vox
