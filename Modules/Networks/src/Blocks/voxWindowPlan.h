// SPDX-License-Identifier: Apache-2.0
#ifndef voxWindowPlan_h
#define voxWindowPlan_h

#include "Blocks/voxRowGather.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** Windows in which the same tokens see each other. */
struct WindowGroup
{
  std::int64_t windows = 0;
  at::Tensor mask; ///< [tokens, tokens], -100 where a token must not look; undefined where all see all
};

/** The windows of a grid of tokens. */
struct WindowPlan
{
  std::int64_t tokens = 1; ///< of a window
  RowOrder intoWindows;    ///< from tokens [N T, C] to tokens group by group, window by window; zeros as padding
  RowOrder ontoGrid;       ///< and back, without the padding
  std::vector<WindowGroup> groups; ///< those in the middle first
};

/** Divides a grid into windows of `windowSize` tokens along each axis, fewer where the grid has no more. `shifted`: the
 * grid is padded to a multiple of the window and rolled by half a window along the axes that have more than one; the
 * last window of such an axis holds tokens of both ends, which do not see each other. Liu et al. 2021, arXiv
 * 2103.14030. */
[[nodiscard]] WindowPlan PlanWindows(std::int64_t samples, at::IntArrayRef gridSize, std::int64_t windowSize,
                                     bool shifted);

} // namespace vox

#endif
