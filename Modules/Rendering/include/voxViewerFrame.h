// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewerFrame_h
#define voxViewerFrame_h

#include "voxPicture.h"
#include "voxViewerLayout.h"

#include <string>
#include <vector>

namespace vox
{

/** Draws all of the window but texts and surfaces: the three planes through the crosshair, by linear interpolation
 * along the patient's axes, also of oblique volumes; visible structures as fill with a line at their edge, the
 * reference as an outline in the lighter color; crosshair lines; the rows of the list with the structures' colors.
 * Black beyond the image. Some 10 ms a megapixel and thread. */
[[nodiscard]] Picture DrawFrame(const ViewerScene & scene, const ViewerState & state, const ViewerLayout & layout,
                                int threads);

/** A text of the window. */
struct FrameText
{
  int x = 0; ///< left edge, middle for isCentered
  int y = 0; ///< middle of the line
  std::string text;
  Rgb color{222, 228, 235};
  int size = 13; ///< of the font, in pixels
  bool isCentered = false;
};

/** The texts of the window: letters and positions of the planes, names of the list, position and value under the
 * crosshair, notes of the case, and the help where it is asked for. */
[[nodiscard]] std::vector<FrameText> FrameTexts(const ViewerScene & scene, const ViewerState & state,
                                                const ViewerLayout & layout, const std::string & surfaceNote);

} // namespace vox

#endif
