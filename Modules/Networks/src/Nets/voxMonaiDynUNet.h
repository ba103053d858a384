// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiDynUNet_h
#define voxMonaiDynUNet_h

#include "Blocks/voxConvolution.h"
#include "Blocks/voxModuleList.h"
#include "Blocks/voxNorm.h"
#include "Nets/voxNet.h"
#include "voxMonaiDynUNetOptions.h"

namespace vox
{

/** Two convolutions with norm and leaky ReLU; with a residual, the input is added before the last activation
 * (convolved, where stride or channels change). Children: conv1.conv, conv2.conv, norm1, norm2, and conv3.conv, norm3.
 */
class MonaiDynBlock : public torch::nn::Module
{
public:
  /** `shape` of the first convolution. */
  MonaiDynBlock(ConvolutionShape shape, bool residual, const MonaiDynUNetOptions & options);

  /** The channels of `skip`, unless undefined, lie behind those of `input`. */
  at::Tensor forward(const at::Tensor & input, const at::Tensor & skip = {}) const;

private:
  [[nodiscard]] ConvolvedFeatures Dropped(ConvolvedFeatures convolved) const;

  std::shared_ptr<Convolution> m_First;
  std::shared_ptr<Convolution> m_Second;
  std::shared_ptr<Norm> m_FirstNorm;
  std::shared_ptr<Norm> m_SecondNorm;
  std::shared_ptr<Convolution> m_Projection; ///< null where the input is added as it is, or not at all
  std::shared_ptr<Norm> m_ProjectionNorm;
  bool m_IsResidual;
  double m_Dropout;
};

/** Upsampling, concatenation (upsampled first), a plain block. Children: transp_conv.conv, conv_block. */
class MonaiDynUp : public torch::nn::Module
{
public:
  /** From the stage below `level` to it. */
  MonaiDynUp(const MonaiDynUNetOptions & options, std::size_t level);

  at::Tensor forward(const at::Tensor & below, const at::Tensor & skip) const;

private:
  std::shared_ptr<Upsampling> m_Upsampling;
  std::shared_ptr<MonaiDynBlock> m_Block;
};

/** MONAI's DynUNet. Children: input_block, downsamples, bottleneck, upsamples (coarsest first), output_block.conv.conv,
 * deep_supervision_heads.I.conv.conv (finest first). */
class MonaiDynUNet : public Net
{
public:
  explicit MonaiDynUNet(const MonaiDynUNetOptions & options);

  /** The output; then those of the heads, repeated to the full size as MONAI gives them. */
  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  /** Kaiming normal (a = 0.01), zero biases. */
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  /** Of the `stages` finest decoder stages, finest first; the coarser ones are let go of. */
  [[nodiscard]] std::vector<at::Tensor> DecoderFeatures(const at::Tensor & images, std::size_t stages) const;

  std::shared_ptr<MonaiDynBlock> m_Input;
  std::shared_ptr<ModuleList<MonaiDynBlock>> m_Down;
  std::shared_ptr<MonaiDynBlock> m_Bottleneck;
  std::shared_ptr<ModuleList<MonaiDynUp>> m_Up;
  std::shared_ptr<Convolution> m_Last;
  std::vector<std::shared_ptr<Convolution>> m_Heads;
};

} // namespace vox

#endif
