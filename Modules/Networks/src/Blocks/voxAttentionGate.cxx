// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxAttentionGate.h"

#include "Blocks/voxActivation.h"
#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxResampling.h"

#include <ATen/ops/sigmoid.h>

namespace vox
{
namespace
{

std::shared_ptr<Convolution>
Layer(torch::nn::Module & owner, std::string_view path, const ConvolutionShape & shape, int dimensions)
{
  return RegisterAt(owner, path, std::make_shared<Convolution>(shape, dimensions));
}

/** Kernel and stride 2, without bias. */
ConvolutionShape
HalvingShape(std::int64_t channels)
{
  return {.inputChannels = channels,
          .outputChannels = channels,
          .kernelSize = {2, 2, 2},
          .stride = {2, 2, 2},
          .bias = false,
          .padding = Zyx<std::int64_t>{0, 0, 0}};
}

} // namespace

AttentionGate::AttentionGate(std::int64_t channels, std::int64_t innerChannels, int dimensions)
    : m_Signal(*this, PointShape(channels, innerChannels), dimensions, "W_g.0", "W_g.1"),
      m_Skip(*this, PointShape(channels, innerChannels), dimensions, "W_x.0", "W_x.1"),
      m_Score(*this, PointShape(innerChannels, 1), dimensions, "psi.0", "psi.1")
{}

at::Tensor
AttentionGate::forward(const at::Tensor & skip, const at::Tensor & signal)
{
  const at::Tensor both = m_Signal.ForwardResidual(signal, m_Skip.ForwardLinear(skip));
  const at::Tensor map = at::sigmoid(m_Score.ForwardLinear(both));
  m_Map = map.detach();
  return map * skip;
}

const at::Tensor &
AttentionGate::Map() const
{
  return m_Map;
}

GridAttentionGate::GridAttentionGate(std::int64_t channels, std::int64_t signalChannels, int dimensions)
    : m_Output(*this, PointShape(channels, channels), dimensions, "gate_block_1.W.0", "gate_block_1.W.1"),
      m_Theta(Layer(*this, "gate_block_1.theta", HalvingShape(channels), dimensions)),
      m_Phi(Layer(*this, "gate_block_1.phi", PointShape(signalChannels, channels), dimensions)),
      m_Psi(Layer(*this, "gate_block_1.psi", PointShape(channels, 1), dimensions)),
      m_Combine(*this, PointShape(channels, channels), dimensions, "combine_gates.0", "combine_gates.1")
{}

at::Tensor
GridAttentionGate::forward(const at::Tensor & skip, const at::Tensor & signal)
{
  const at::Tensor theta = m_Theta->Convolve(skip, {}).features;
  const at::Tensor phi = m_Phi->Convolve(signal, {}).features;
  const at::Tensor both = ReluOfOwn(theta + Interpolated(phi, theta.sizes().slice(2), false));
  const at::Tensor map = Interpolated(at::sigmoid(m_Psi->Convolve(both, {}).features), skip.sizes().slice(2), false);
  m_Map = map.detach();
  return m_Combine.forward(m_Output.ForwardLinear(map * skip));
}

const at::Tensor &
GridAttentionGate::Map() const
{
  return m_Map;
}

} // namespace vox
