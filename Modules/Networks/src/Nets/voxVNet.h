// SPDX-License-Identifier: Apache-2.0
#ifndef voxVNet_h
#define voxVNet_h

#include "Blocks/voxBatchNorm.h"
#include "Blocks/voxConvolution.h"
#include "Nets/voxNet.h"
#include "voxVNetOptions.h"

#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** A convolution of kernel 5 without bias and a batch norm. Not a module: children of `owner` are PATH.conv_block.conv
 * and PATH.conv_block.adn.N. */
struct VNetLayer
{
  VNetLayer(torch::nn::Module & owner, const std::string & path, std::int64_t inputChannels,
            std::int64_t outputChannels, int dimensions);

  std::shared_ptr<Convolution> convolution;
  std::shared_ptr<BatchNorm> norm;
};

/** What follows a change of resolution: layers with ELU, their input added to the result, ELU. The layers are ops.0,
 * ... */
class VNetStage : public torch::nn::Module
{
protected:
  explicit VNetStage(double dropout);

  void AddLayers(std::int64_t count, std::int64_t channels, int dimensions);
  [[nodiscard]] at::Tensor RunLayers(at::Tensor features, const at::Tensor & residual) const;
  /** Channels are left out with this probability in training. */
  [[nodiscard]] at::Tensor Dropped(const at::Tensor & features, double probability) const;

  double m_Dropout;

private:
  std::vector<VNetLayer> m_Layers;
};

/** Children: down_conv, bn1, ops. */
class VNetDown : public VNetStage
{
public:
  VNetDown(std::int64_t inputChannels, std::int64_t layers, double dropout, int dimensions);
  at::Tensor forward(const at::Tensor & input) const;

private:
  std::shared_ptr<Convolution> m_Convolution;
  std::shared_ptr<BatchNorm> m_Norm;
};

/** Children: up_conv, bn1, ops. */
class VNetUp : public VNetStage
{
public:
  VNetUp(std::int64_t inputChannels, std::int64_t outputChannels, std::int64_t layers, double dropout,
         double skipDropout, int dimensions);
  at::Tensor forward(const at::Tensor & input, const at::Tensor & skip) const;

private:
  std::shared_ptr<Upsampling> m_Upsampling;
  std::shared_ptr<BatchNorm> m_Norm;
  double m_SkipDropout;
};

/** See VNetOptions. */
class VNet : public Net
{
public:
  explicit VNet(const VNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;

private:
  VNetLayer m_First;
  std::vector<std::shared_ptr<VNetDown>> m_Down;
  std::vector<std::shared_ptr<VNetUp>> m_Up;
  std::optional<VNetLayer> m_Last;
  std::shared_ptr<Convolution> m_Head;
};

} // namespace vox

#endif
