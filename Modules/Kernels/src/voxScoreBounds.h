// SPDX-License-Identifier: Apache-2.0
#ifndef voxScoreBounds_h
#define voxScoreBounds_h

#include "voxResampleArgmax.h"

#include <cstdint>
#include <vector>

namespace vox::kernels
{

/** A box of input voxels, half-open. */
struct InputPart
{
  SliceRange z;
  SliceRange y;
  SliceRange x;
};

/** The smallest and largest score of each channel in small blocks of some slices, to tell which channels can win in a
 * part of them. */
class ScoreBounds
{
public:
  ScoreBounds(const ArgmaxResize & resize, const ScoreSlab & scores, int threads);

  /** The channels, ascending, that may win somewhere in this part after interpolation (regions: that may be above 0).
   * Interpolated scores lie between those of the part but for rounding, for which a margin is left. `scratch` is memory
   * to be used again. */
  void Candidates(const InputPart & part, std::vector<std::int32_t> & channels, std::vector<float> & scratch) const;

private:
  [[nodiscard]] std::int64_t
  BlockOffset(std::int64_t slice, std::int64_t y, std::int64_t x) const
  {
    return ((slice * m_Rows + y) * m_Columns + x) * 2 * m_Channels;
  }
  void MeasurePlane(const float * plane, std::int64_t slice, std::int64_t channel);

  std::int64_t m_Channels;
  bool m_AreRegions;
  float m_RelativeMargin;
  float m_AbsoluteMargin;
  std::int64_t m_FirstSlice;
  std::int64_t m_Height;
  std::int64_t m_Width;
  std::int64_t m_Rows;
  std::int64_t m_Columns;
  std::vector<float> m_Bounds; ///< [slice, row of blocks, column of blocks, low or high, channel]
};

} // namespace vox::kernels

#endif
