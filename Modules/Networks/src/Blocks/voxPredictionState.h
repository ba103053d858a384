// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictionState_h
#define voxPredictionState_h

#include "Blocks/voxFeaturePool.h"
#include "Blocks/voxPatchConvolution.h"
#include "Blocks/voxUpsampleRows.h"
#include "Blocks/voxWinogradWeights.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>

namespace vox
{

/** What a layer keeps to predict faster. Weights are made when they are first needed. */
struct PredictionState
{
  std::shared_ptr<FeaturePool> pool; ///< of the network
  at::Tensor bf16;
  at::Tensor standardized; ///< of StandardizedConvolution
  std::optional<WinogradWeights> winograd;
  std::optional<PatchWeights> patch;
  std::optional<UpsampleWeights> upsample;
};

} // namespace vox

#endif
