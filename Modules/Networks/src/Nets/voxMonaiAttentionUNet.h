// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiAttentionUNet_h
#define voxMonaiAttentionUNet_h

#include "Blocks/voxBatchNorm.h"
#include "Blocks/voxModuleList.h"
#include "Blocks/voxMonaiConvolution.h"
#include "Nets/voxMonaiNet.h"
#include "voxMonaiAttentionUNetOptions.h"

namespace vox
{

/** Convolution without activation and its batch norm. Children: 0.conv, 1. */
class MonaiGateLayer : public torch::nn::Module
{
public:
  MonaiGateLayer(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions);

  /** leakyReLU(norm + residual), see Norm. */
  at::Tensor forward(const at::Tensor & input, const at::Tensor & residual, double negativeSlope) const;

private:
  std::shared_ptr<Convolution> m_Conv;
  std::shared_ptr<BatchNorm> m_Norm;
};

/** An additive gate: skip * sigmoid(psi(ReLU(W_x skip + W_g gating))), one factor a voxel. Children: W_g, W_x, psi. */
class MonaiAttentionGate : public torch::nn::Module
{
public:
  MonaiAttentionGate(std::int64_t channels, int dimensions);

  at::Tensor forward(const at::Tensor & gating, const at::Tensor & skip);
  /** The factors of the last call, [N, 1, (D,) H, W]; undefined before. */
  [[nodiscard]] const at::Tensor & Factors() const;

private:
  std::shared_ptr<MonaiGateLayer> m_Gating;
  std::shared_ptr<MonaiGateLayer> m_Skip;
  std::shared_ptr<MonaiGateLayer> m_Psi;
  at::Tensor m_Factors;
};

/** Two convolutions of 3 voxels, the first with the stride, batch norms and ReLU. Children: conv.0, conv.1. */
class MonaiAttentionConvs : public torch::nn::Module
{
public:
  MonaiAttentionConvs(std::int64_t inputChannels, std::int64_t outputChannels, const Zyx<std::int64_t> & stride,
                      const MonaiAttentionUNetOptions & options);

  at::Tensor forward(const at::Tensor & input) const;

private:
  std::shared_ptr<ModuleList<MonaiConvolution>> m_Convs;
};

/** A skip and all below it. Children: attention, upconv.up, merge, submodule (convolutions of the level below, or those
 * as 0 and the next such level as 1). */
class MonaiAttentionLevel : public torch::nn::Module
{
public:
  MonaiAttentionLevel(const MonaiAttentionUNetOptions & options, std::size_t level);

  at::Tensor forward(const at::Tensor & skip) const;

private:
  std::shared_ptr<MonaiAttentionGate> m_Gate;
  std::shared_ptr<MonaiUpConvolution> m_Up;
  std::shared_ptr<MonaiConvolution> m_Merge;
  std::shared_ptr<MonaiAttentionConvs> m_Down;
  std::shared_ptr<MonaiAttentionLevel> m_Below; ///< null at the bottom
};

/** MONAI's AttentionUnet. Children: model.0, model.1, model.2. */
class MonaiAttentionUNet : public MonaiNet
{
public:
  explicit MonaiAttentionUNet(const MonaiAttentionUNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  /** Of the gates, finest first, named as the gate in the state dict. */
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> AttentionMaps() const override;

private:
  std::shared_ptr<MonaiAttentionConvs> m_First;
  std::shared_ptr<MonaiAttentionLevel> m_Levels;
  std::shared_ptr<Convolution> m_Last;
};

} // namespace vox

#endif
