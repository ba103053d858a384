// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelVote_h
#define voxLabelVote_h

#include "voxRoundToHalf.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace vox::kernels
{

/** The label whose linearly interpolated mask of 0 and 1000, held as float16, is largest. Of equal ones the label of
 * corner `nearest` if it is among them, or else the smallest. */
template <std::size_t VCorners>
[[nodiscard]] VOX_HOST_DEVICE std::int16_t
VoteForLabel(const std::array<std::int16_t, VCorners> & labels, const std::array<float, VCorners> & weights,
             int nearest)
{
  std::int16_t best = 0;
  float bestScore = -1.0F;
  float nearestScore = 0.0F;
  for (std::size_t candidate = 0; candidate < VCorners; ++candidate)
  {
    const std::int16_t label = labels[candidate];
    float score = 0.0F;
    for (std::size_t k = 0; k < VCorners; ++k)
    {
      score += labels[k] == label ? 1000.0F * weights[k] : 0.0F;
    }
    score = RoundToHalf(score);
    if (score > bestScore || (score == bestScore && label < best))
    {
      best = label;
      bestScore = score;
    }
    if (label == labels[static_cast<std::size_t>(nearest)])
    {
      nearestScore = score;
    }
  }
  return nearestScore == bestScore ? labels[static_cast<std::size_t>(nearest)] : best;
}

} // namespace vox::kernels

#endif
