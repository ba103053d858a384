// SPDX-License-Identifier: Apache-2.0
#include "voxViewerState.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace vox
{

const PlaneAxes &
AxesOf(Plane plane)
{
  static constexpr std::array<PlaneAxes, 3> axes{{{0, 1, 2, 1.0, {"R", "L", "A", "P"}, "axial"},
                                                  {0, 2, 1, -1.0, {"R", "L", "S", "I"}, "coronal"},
                                                  {1, 2, 0, -1.0, {"A", "P", "S", "I"}, "sagittal"}}};
  return axes[static_cast<std::size_t>(plane)];
}

ViewerState::ViewerState(const ViewerScene & scene)
    : crosshairLps(scene.Middle()), window(scene.StartWindow()), structures(scene.Structures().size())
{}

void
Scroll(ViewerState & state, const ViewerScene & scene, Plane plane, int steps)
{
  const std::size_t axis = AxesOf(plane).through;
  // From center to center, whatever the crosshair was left at between them.
  const double step = scene.StepMm()[axis];
  const double middle = scene.Middle()[axis];
  const double nearest = middle + std::round((state.crosshairLps[axis] - middle) / step) * step;
  const double wanted = nearest + steps * step;
  if (wanted > scene.Lower()[axis] && wanted < scene.Upper()[axis])
  {
    state.crosshairLps[axis] = wanted;
  }
}

void
MoveCrosshair(ViewerState & state, const ViewerScene & scene, const Vector3 & lps)
{
  for (std::size_t i = 0; i < 3; ++i)
  {
    // A hair inside, so that the voxels at the edge count.
    state.crosshairLps[i] = std::clamp(lps[i], scene.Lower()[i] + 1e-6, scene.Upper()[i] - 1e-6);
  }
}

void
DragWindow(ViewerState & state, const ViewerScene & scene, int right, int down)
{
  constexpr double PixelsForAll = 500.0;
  const double all = scene.StartWindow()[1] - scene.StartWindow()[0];
  const double width = std::max(state.window[1] - state.window[0] + right * all / PixelsForAll, all * 1e-3);
  const double level = (state.window[0] + state.window[1]) / 2.0 + down * all / PixelsForAll;
  state.window = {level - width / 2.0, level + width / 2.0};
}

void
ToggleStructure(ViewerState & state, std::size_t structure)
{
  if (structure < state.structures.size())
  {
    state.selected = structure;
    state.structures[structure].isVisible = !state.structures[structure].isVisible;
  }
}

void
ChangeOpacity(ViewerState & state, std::size_t structure, double by)
{
  if (structure < state.structures.size())
  {
    double & opacity = state.structures[structure].opacity;
    opacity = std::clamp(opacity + by, 0.0, 1.0);
    state.selected = structure;
  }
}

std::string
DescribeCrosshair(const ViewerState & state, const ViewerScene & scene)
{
  const Vector3 & lps = state.crosshairLps;
  std::string text = fmt::format("L {:.1f}  P {:.1f}  S {:.1f} mm", lps[0], lps[1], lps[2]);
  const std::optional<std::int64_t> voxel = scene.VoxelAt(lps);
  if (!voxel)
  {
    return text + "   outside";
  }
  text += fmt::format("   value {:.6g}", scene.Values()[*voxel]);
  const auto place = static_cast<std::size_t>(*voxel);
  if (!scene.Labels().empty() && scene.Labels()[place] != 0)
  {
    text += "   " + scene.Structures()[scene.Labels()[place] - 1u].name;
  }
  if (!scene.Reference().empty() && scene.Reference()[place] != 0)
  {
    text += "   reference: " + scene.Structures()[scene.Reference()[place] - 1u].name;
  }
  return text;
}

} // namespace vox
