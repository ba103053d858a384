// SPDX-License-Identifier: Apache-2.0
#ifndef voxRegionLoss_h
#define voxRegionLoss_h

#include "voxDiceLoss.h"
#include "voxLossSums.h"

#include <ATen/core/Tensor.h>

namespace vox
{

/** Keeps a region that is empty in reference and prediction from dividing by zero when there is no smoothing. */
inline constexpr double smallestDenominator = 1e-8;

/** The sums that one overlap coefficient is made of: one entry per class, or per sample and class. */
struct RegionSums
{
  at::Tensor intersection;
  at::Tensor probability;
  at::Tensor reference;
};

/** Adds the samples up if `batch`, leaves class 0 out unless `includeBackground`. */
[[nodiscard]] RegionSums SelectRegions(const LossSums & sums, bool batch, bool includeBackground);

/** (2 I + smooth) / (P + G + smooth) of each region. */
[[nodiscard]] at::Tensor DiceCoefficients(const RegionSums & region, double smooth);

/** The Dice loss of sums that a caller shares with another loss. */
[[nodiscard]] at::Tensor DiceFromSums(const LossSums & sums, const DiceLossOptions & options);

/** The cross entropy of such sums, a mean over the counted voxels; 0 if there is none. */
[[nodiscard]] at::Tensor CrossEntropyFromSums(const LossSums & sums);

} // namespace vox

#endif
