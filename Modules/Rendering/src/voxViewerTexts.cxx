// SPDX-License-Identifier: Apache-2.0
#include "voxViewerControl.h"
#include "voxViewerFrame.h"

#include "voxShortened.h"

#include <fmt/format.h>

#include <algorithm>

namespace vox
{
namespace
{

constexpr Rgb kDimColor{120, 128, 138};
constexpr Rgb kNoteColor{255, 196, 90};
constexpr std::size_t kLongestName = 22;

void
AddPlane(std::vector<FrameText> & texts, const ViewerScene & scene, const ViewerState & state, Plane plane,
         const PixelBox & pane)
{
  constexpr int Inset = 14;
  const PlaneAxes & axes = AxesOf(plane);
  const int middleX = pane.x + pane.width / 2;
  const int middleY = pane.y + pane.height / 2;
  texts.push_back({pane.x + Inset, middleY, axes.letters[0], {}, 16, true});
  texts.push_back({pane.x + pane.width - Inset, middleY, axes.letters[1], {}, 16, true});
  texts.push_back({middleX, pane.y + Inset, axes.letters[2], {}, 16, true});
  texts.push_back({middleX, pane.y + pane.height - Inset, axes.letters[3], {}, 16, true});
  for (std::size_t i = texts.size() - 4; i < texts.size(); ++i)
  {
    texts[i].color = {255, 225, 120};
  }
  static constexpr std::array<const char *, 3> positive{"L", "P", "S"};
  texts.push_back(
      {pane.x + 8, pane.y + 14,
       fmt::format("{}  {} {:.1f} mm", axes.name, positive[axes.through], state.crosshairLps[axes.through])});
}

void
AddList(std::vector<FrameText> & texts, const ViewerScene & scene, const ViewerState & state,
        const ViewerLayout & layout)
{
  const PixelBox list = layout.List();
  const std::size_t count = scene.Structures().size();
  const std::size_t first = layout.FirstListed(state);
  const std::size_t last = std::min(first + layout.ListRows(), count);
  texts.push_back({list.x + 12, list.y + 18,
                   count == 0              ? "no structures"
                   : last - first == count ? fmt::format("{} structure{}", count, count == 1 ? "" : "s")
                                           : fmt::format("structures {} to {} of {}", first + 1, last, count)});
  for (std::size_t place = first; place < last; ++place)
  {
    const PixelBox row = layout.ListRow(place - first);
    const StructureView & view = state.structures[place];
    texts.push_back({row.x + 26, row.y + row.height / 2, Shortened(scene.Structures()[place].name, kLongestName),
                     view.isVisible ? Rgb{222, 228, 235} : kDimColor});
    texts.push_back(
        {row.x + row.width - 38, row.y + row.height / 2, fmt::format("{:.0f} %", view.opacity * 100.0), kDimColor, 12});
  }
  const int below = list.y + list.height;
  texts.push_back({list.x + 12, below - 50, fmt::format("window {:.5g} to {:.5g}", state.window[0], state.window[1])});
  texts.push_back({list.x + 12, below - 30, "h: help", kDimColor});
  if (!scene.Reference().empty())
  {
    texts.push_back(
        {list.x + 80, below - 30, state.showsReference ? "outline: reference" : "reference is hidden", kDimColor});
  }
}

void
AddHelp(std::vector<FrameText> & texts, const ViewerLayout & layout)
{
  const std::span<const ViewerHelpLine> lines = ViewerHelp();
  int y = std::max(40, layout.Height() / 2 - static_cast<int>(lines.size()) * 11);
  const int x = std::max(20, layout.Width() / 2 - 300);
  for (const ViewerHelpLine & line : lines)
  {
    texts.push_back({x, y, std::string(line.what), {255, 225, 120}, 15});
    texts.push_back({x + 190, y, std::string(line.does), {255, 255, 255}, 15});
    y += 22;
  }
}

} // namespace

std::vector<FrameText>
FrameTexts(const ViewerScene & scene, const ViewerState & state, const ViewerLayout & layout,
           const std::string & surfaceNote)
{
  std::vector<FrameText> texts;
  if (state.showsHelp)
  {
    AddHelp(texts, layout);
    return texts;
  }
  for (const Plane plane : kPlanes)
  {
    AddPlane(texts, scene, state, plane, layout.PaneOf(plane));
  }
  AddList(texts, scene, state, layout);
  const PixelBox surfaces = layout.SurfacePane();
  texts.push_back({surfaces.x + 8, surfaces.y + 14, surfaceNote});
  const PixelBox line = layout.StatusLine();
  texts.push_back(
      {line.x + 8, line.y + line.height / 2, state.message.empty() ? DescribeCrosshair(state, scene) : state.message});
  const PixelBox axial = layout.PaneOf(Plane::Axial);
  int y = axial.y + axial.height - 12;
  for (const std::string & note : scene.Case().notes)
  {
    texts.push_back({axial.x + 8, y, note, kNoteColor, 12});
    y -= 16;
  }
  return texts;
}

} // namespace vox
