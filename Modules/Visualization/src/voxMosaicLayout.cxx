// SPDX-License-Identifier: Apache-2.0
#include "voxMosaicLayout.h"

#include "voxPictureTheme.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

/** Views in which the image is more than a line; of an image that is none, the axial one. */
std::vector<const SliceView *>
UsefulViews(const Zyx<std::int64_t> & size)
{
  std::vector<const SliceView *> result;
  for (const SliceView & view : SliceViews)
  {
    if (size[view.rowAxis] > 1 && size[view.columnAxis] > 1)
    {
      result.push_back(&view);
    }
  }
  return result.empty() ? std::vector<const SliceView *>{&SliceViews[0]} : result;
}

/** Whether there is but one picture, whatever lies in it. */
bool
IsOnePicture(const std::vector<const SliceView *> & views, const Zyx<std::int64_t> & size)
{
  return views.size() == 1 && size[views.front()->normalAxis] == 1;
}

} // namespace

MosaicLayout
LayOut(const MosaicScene & scene)
{
  const SliceMosaicOptions & options = *scene.options;
  constexpr double TallestInWidths = 1.5;
  const std::int64_t available = options.widthPixels - 2 * Margin;
  const auto views = UsefulViews(scene.geometry.size);
  std::int64_t most = 1;
  std::array<double, 2> largestMm{0.0, 0.0};
  for (const SliceView * view : views)
  {
    const auto extent = ExtentMm(*view, scene.geometry);
    largestMm = {std::max(largestMm[0], extent[0]), std::max(largestMm[1], extent[1])};
    const std::int64_t all = scene.geometry.size[view->normalAxis];
    most = std::max(most, static_cast<std::int64_t>(scene.Slices(*view, all).size()));
  }
  const bool isOnePicture = options.photograph && IsOnePicture(views, scene.geometry.size);
  const bool isBesidePlain = isOnePicture && (scene.labels || scene.reference || scene.heat);
  const std::int64_t columns = isBesidePlain ? 2 : std::min(options.slicesPerRow, most);
  // A single slice is not blown up to the whole width.
  const std::int64_t widest = isOnePicture ? available : std::max<std::int64_t>(available / 2, 240);
  const std::int64_t cell = std::min((available - (columns - 1) * PanelGap) / columns, widest);
  MosaicLayout layout;
  layout.pixelsPerMm =
      std::min(static_cast<double>(cell) / largestMm[1], TallestInWidths * static_cast<double>(cell) / largestMm[0]);
  for (const SliceView * view : views)
  {
    const auto extent = ExtentMm(*view, scene.geometry);
    MosaicRow row;
    row.view = view;
    row.panelHeight = std::max<std::int64_t>(2, std::lround(extent[0] * layout.pixelsPerMm));
    row.panelWidth = std::max<std::int64_t>(2, std::lround(extent[1] * layout.pixelsPerMm));
    const std::int64_t fitting = std::max(columns, (available + PanelGap) / (row.panelWidth + PanelGap));
    row.beginsPlain = isBesidePlain;
    row.slices = isBesidePlain ? std::vector<std::int64_t>(2, 0) : scene.Slices(*view, fitting);
    layout.rows.push_back(row);
  }
  return layout;
}

} // namespace vox
