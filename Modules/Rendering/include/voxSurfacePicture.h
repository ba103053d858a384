// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurfacePicture_h
#define voxSurfacePicture_h

#include "voxPicture.h"
#include "voxSurface.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

struct SurfacePictureOptions
{
  std::string title{};
  int widthPixels = 1440; ///< at least 300
  double opacity = 1.0;
  /** Colors by the values of the points from 0 to this number, with a bar; unset: colors of the structures. */
  std::optional<double> largestValue{};
  std::string valueName = "mm"; ///< below the bar
};

/** Draws surfaces from six sides of the patient, in rows of three: anterior, left, superior; posterior, right,
 * inferior. One scale for all, parallel projection, letters at the edges of each view, a scale bar, names and colors of
 * the structures (as many as fit, and the number of the others), or a bar of colors for the sizes of values. Needs a
 * Display that lives. Throws Error(BadInput) where no surface has a triangle. */
[[nodiscard]] Picture DrawSurfaces(std::span<const Surface> surfaces, const SurfacePictureOptions & options);

/** Draws a turn about the axis from inferior to superior, beginning at anterior, and hands each of `frames` pictures to
 * `use`. */
void DrawTurntable(std::span<const Surface> surfaces, const SurfacePictureOptions & options, int frames,
                   const std::function<void(const Picture &)> & use);

} // namespace vox

#endif
