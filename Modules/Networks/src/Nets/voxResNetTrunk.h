// SPDX-License-Identifier: Apache-2.0
#ifndef voxResNetTrunk_h
#define voxResNetTrunk_h

#include "Blocks/voxGroupNorm.h"
#include "Blocks/voxModuleList.h"
#include "Blocks/voxStandardizedConvolution.h"

#include <memory>
#include <vector>

namespace vox
{

/** Bottleneck of three standardized convolutions with group norms; the input is added, through another one where its
 * shape changes. Children: gn1, conv1, gn2, conv2, gn3, conv3, downsample, gn_proj. */
class StandardizedBottleneck : public torch::nn::Module
{
public:
  StandardizedBottleneck(std::int64_t inputChannels, std::int64_t innerChannels, std::int64_t stride);

  at::Tensor forward(const at::Tensor & input) const;

private:
  std::shared_ptr<GroupNorm> m_Norm1;
  std::shared_ptr<StandardizedConvolution> m_Conv1;
  std::shared_ptr<GroupNorm> m_Norm2;
  std::shared_ptr<StandardizedConvolution> m_Conv2;
  std::shared_ptr<GroupNorm> m_Norm3;
  std::shared_ptr<StandardizedConvolution> m_Conv3;
  std::shared_ptr<StandardizedConvolution> m_Downsample; ///< null where the shape stays
  std::shared_ptr<GroupNorm> m_DownsampleNorm;
};

/** The ResNet of "Big Transfer" (Kolesnikov et al. 2020, arXiv 1912.11370) up to a sixteenth of the image, as TransUNet
 * has it. Children: root.conv, root.gn, body.blockB.unitU, counted from 1. */
class ResNetTrunk : public torch::nn::Module
{
public:
  /** `units` of each of three stages; `width`: channels of the root, a multiple of 32. */
  ResNetTrunk(std::int64_t inputChannels, std::int64_t width, const std::vector<std::int64_t> & units);

  /** Of images [N, C, H, W] of multiples of 16: features at 1/2 (width), 1/4 (4 width), 1/8 (8 width) and 1/16 (16
   * width). A pool without padding leaves a row and column less than a quarter, which are zero in what is given out. */
  std::vector<at::Tensor> forward(const at::Tensor & images) const;

private:
  std::shared_ptr<StandardizedConvolution> m_RootConv;
  std::shared_ptr<GroupNorm> m_RootNorm;
  std::vector<std::vector<std::shared_ptr<StandardizedBottleneck>>> m_Stages;
};

} // namespace vox

#endif
