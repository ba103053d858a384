// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelVote_h
#define voxLabelVote_h

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace vox::detail
{

/** Rounds to the nearest float16 (half to even), for values in its normal range. */
[[nodiscard]] inline float
RoundToHalf(float value)
{
  auto bits = std::bit_cast<std::uint32_t>(value);
  bits += 0x0fffU + ((bits >> 13U) & 1U);
  return std::bit_cast<float>(bits & ~0x1fffU);
}

/** The label whose linearly interpolated mask of 0 and 1000, held as float16, is largest. Of equal ones the label of
 * corner `nearest` if it is among them, or else the smallest. */
template <std::size_t VCorners>
[[nodiscard]] std::int16_t
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

} // namespace vox::detail

#endif
