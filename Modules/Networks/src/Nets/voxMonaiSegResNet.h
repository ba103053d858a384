// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiSegResNet_h
#define voxMonaiSegResNet_h

#include "Blocks/voxConvolution.h"
#include "Blocks/voxGroupNorm.h"
#include "Nets/voxNet.h"
#include "voxMonaiSegResNetOptions.h"

namespace vox
{

/** Pre-activated residual block: twice group norm, ReLU, convolution of 3 voxels; the input is added. Children: norm1,
 * norm2, conv1.conv, conv2.conv. */
class MonaiResBlock : public torch::nn::Module
{
public:
  MonaiResBlock(std::int64_t channels, const MonaiSegResNetOptions & options);

  at::Tensor forward(const at::Tensor & input) const;

private:
  std::shared_ptr<GroupNorm> m_FirstNorm;
  std::shared_ptr<GroupNorm> m_SecondNorm;
  std::shared_ptr<Convolution> m_First;
  std::shared_ptr<Convolution> m_Second;
};

/** MONAI's SegResNet. Children: convInit.conv, down_layers.L (0.conv with the stride, then blocks from 1),
 * up_layers.L.B, up_samples.L.0.conv, conv_final.0 (norm), conv_final.2.conv. */
class MonaiSegResNet : public Net
{
public:
  explicit MonaiSegResNet(const MonaiSegResNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;

private:
  using Blocks = std::vector<std::shared_ptr<MonaiResBlock>>;

  std::shared_ptr<Convolution> m_First;
  std::vector<std::shared_ptr<Convolution>> m_Down; ///< with stride 2, one for each level but the finest
  std::vector<Blocks> m_DownBlocks;                 ///< finest first
  std::vector<std::shared_ptr<Convolution>> m_Up;   ///< before interpolation, coarsest first
  std::vector<Blocks> m_UpBlocks;
  std::shared_ptr<GroupNorm> m_LastNorm;
  std::shared_ptr<Convolution> m_Last;
  double m_Dropout;
};

} // namespace vox

#endif
