// SPDX-License-Identifier: Apache-2.0
#ifndef voxRegionLoss_h
#define voxRegionLoss_h

#include "voxDiceLoss.h"
#include "voxFocalTverskyLoss.h"
#include "voxJaccardLoss.h"
#include "voxLogCoshDiceLoss.h"
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

/** The index of TverskyLoss for every class, or for every sample and class: 1 is a perfect overlap. */
[[nodiscard]] at::Tensor TverskyIndex(const LossSums & sums, const TverskyLossOptions & options);

/** The losses of these names, of sums under a softmax or a sigmoid. */
[[nodiscard]] at::Tensor DiceFromSums(const LossSums & sums, const DiceLossOptions & options);
[[nodiscard]] at::Tensor JaccardFromSums(const LossSums & sums, const JaccardLossOptions & options);
[[nodiscard]] at::Tensor LogCoshDiceFromSums(const LossSums & sums, const LogCoshDiceLossOptions & options);
[[nodiscard]] at::Tensor TverskyFromSums(const LossSums & sums, const TverskyLossOptions & options);
[[nodiscard]] at::Tensor FocalTverskyFromSums(const LossSums & sums, const FocalTverskyLossOptions & options);

/** The cross entropy of such sums, a mean over the counted voxels; 0 if there is none. */
[[nodiscard]] at::Tensor CrossEntropyFromSums(const LossSums & sums);

} // namespace vox

#endif
