// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictLayer_h
#define voxPredictLayer_h

#include "Blocks/voxConvolution.h"

#include <optional>

namespace vox
{

/** The parameters of a convolution, or of a transposed one whose kernel is its stride. */
struct LayerWeights
{
  const at::Tensor & weight;
  const at::Tensor & bias; ///< undefined without one
  const std::vector<std::int64_t> & stride;
};

/** A convolution without gradients by the kernel that suits it: Winograd's for 3x3x3 and 1x3x3 of stride 1, patches for
 * other strides and numbers of channels, torch's for bf16. None where torch's way for float32 is best: features in
 * another order, kernels of one voxel, few voxels. */
[[nodiscard]] std::optional<ConvolvedFeatures> PredictConvolution(PredictionState & state, const LayerWeights & layer,
                                                                  const at::Tensor & input, const at::Tensor & skip);

/** The same of a transposed convolution. */
[[nodiscard]] std::optional<UpsampledFeatures> PredictUpsampling(PredictionState & state, const LayerWeights & layer,
                                                                 const at::Tensor & input);

} // namespace vox

#endif
