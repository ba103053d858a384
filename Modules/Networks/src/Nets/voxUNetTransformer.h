// SPDX-License-Identifier: Apache-2.0
#ifndef voxUNetTransformer_h
#define voxUNetTransformer_h

#include "Blocks/voxAttentionOverGrid.h"
#include "Nets/voxNet.h"
#include "voxUNetTransformerOptions.h"

#include <memory>

namespace vox
{

/** U-Net Transformer: two convolutions with batch norm and ReLU in each stage, maximum pooling, self-attention at the
 * bottom, linear upsampling, gated skips behind the upsampled features. Children: encoder.S, attention, gates.S (the
 * coarsest ones), decoder.S, head; S counts from the finest stage. */
class UNetTransformer : public Net
{
public:
  explicit UNetTransformer(const UNetTransformerOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  /** Attention as DrawTransformer, the rest as torch draws. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
  /** The mean over the channels of each gate, finest first. */
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> AttentionMaps() const override;

private:
  std::vector<TwoConvBatchRelu> m_Encoder;
  std::shared_ptr<GridSelfAttention> m_Attention;
  std::vector<std::shared_ptr<GridCrossAttention>> m_Gates; ///< for each skip, null without
  std::vector<TwoConvBatchRelu> m_Decoder;
  std::shared_ptr<Convolution> m_Head;
  std::vector<at::Tensor> m_Maps; ///< of the last call, for each skip
};

} // namespace vox

#endif
