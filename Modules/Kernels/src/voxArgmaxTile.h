// SPDX-License-Identifier: Apache-2.0
#ifndef voxArgmaxTile_h
#define voxArgmaxTile_h

#include "voxAxisTaps.h"
#include "voxResampleArgmax.h"
#include "voxScoreBounds.h"

#include <cstdint>
#include <vector>

namespace vox::kernels
{

/** Taps of an axis in single precision, in the form that vectorizes: a single tap is two halves of the same sample, an
 * infinite one too. */
struct FloatTaps
{
  explicit FloatTaps(const LinearTaps & taps);

  /** Input samples of the output samples [first, last). */
  [[nodiscard]] SliceRange
  Inputs(std::int64_t first, std::int64_t last) const
  {
    return {low[static_cast<std::size_t>(first)], high[static_cast<std::size_t>(last - 1)] + 1};
  }

  std::vector<std::int32_t> low;
  std::vector<std::int32_t> high;
  std::vector<float> lowWeight;
  std::vector<float> highWeight;
};

/** A rectangle of one output slice. */
struct ArgmaxTile
{
  std::int64_t slice;
  SliceRange rows;
  SliceRange columns;
};

/** The taps of all axes, made once for all tiles. */
struct ArgmaxTaps
{
  explicit ArgmaxTaps(const ArgmaxResize & resize);

  FloatTaps z;
  FloatTaps y;
  FloatTaps x;
};

/** Works on tiles one after another, with memory of its own that stays in the first cache. */
class ArgmaxTileWorker
{
public:
  ArgmaxTileWorker(const ArgmaxResize & resize, const ScoreSlab & scores, const ArgmaxTaps & taps,
                   const ScoreBounds & bounds);

  /** `labels` is the voxel (0, 0) of the tile's slice. */
  void Classify(const ArgmaxTile & tile, std::int32_t * labels);

private:
  /** The scores of one channel along z and x at the output size, along y still at that of the input. */
  void Widen(const ArgmaxTile & tile, const InputPart & part, std::int32_t channel);

  const ArgmaxResize & m_Resize;
  const ScoreSlab & m_Scores;
  const ArgmaxTaps & m_Taps;
  const ScoreBounds & m_Bounds;
  std::vector<std::int32_t> m_Candidates;
  std::vector<float> m_Scratch;
  std::vector<float> m_Narrow;
  std::vector<float> m_Wide;
  std::vector<float> m_Best;
};

} // namespace vox::kernels

#endif
