// SPDX-License-Identifier: Apache-2.0
#ifndef voxViewer_h
#define voxViewer_h

#include "voxRunContext.h"
#include "voxViewerScene.h"

#include <array>
#include <functional>
#include <optional>
#include <string>

namespace vox
{

struct ViewerOptions
{
  int width = 1280;
  int height = 860;
  std::optional<std::array<double, 2>> window{}; ///< intensities that are black and white, instead of the image's
  std::optional<Vector3> positionLps{};          ///< of the crosshair, instead of the middle of the image
};

/** Throws Error(Usage) for a size outside 320 x 240 to 2048 x 2048. */
void Validate(const ViewerOptions & options);

/** The cases that a person goes through, and what else a window asks of its owner. */
struct ViewerSource
{
  std::size_t count = 1;
  std::size_t first = 0;
  std::function<ViewerCase(std::size_t)> load; ///< may throw: the window says the line and stays with its case
  /** Keeps a picture, uint8 RGB [3, 1, H, W], and returns what to say; may throw likewise. */
  std::function<std::string(const at::Tensor &, const std::string & caseName)> save;
};

/** Draws the window with its three planes and surfaces, uint8 RGB [3, 1, H, W], when all of it is there. Needs a
 * Display while it runs. Errors as ViewerScene and ExtractSurfaces. */
[[nodiscard]] at::Tensor DrawViewer(ViewerCase shown, const ViewerOptions & options, const RunContext & context);

/** Shows the window until a person closes it or context is cancelled. Surfaces are made meanwhile and appear when they
 * are ready. Needs a Display of a screen while it runs. Throws what loading the first case throws. */
void ShowViewer(const ViewerSource & source, const ViewerOptions & options, const RunContext & context);

} // namespace vox

#endif
