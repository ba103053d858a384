// SPDX-License-Identifier: Apache-2.0
#ifndef voxAttentionGate_h
#define voxAttentionGate_h

#include "Blocks/voxConvUnit.h"

namespace vox
{

/** An additive gate on the skip's own grid (Oktay et al. 2018, arXiv 1804.03999, in the form with norms): the skip
 * times sigmoid(BN(conv1(ReLU(BN(conv1(signal)) + BN(conv1(skip)))))). Children: W_g, W_x, psi, each 0 and 1. */
class AttentionGate : public torch::nn::Module
{
public:
  /** Skip and signal have `channels`. */
  AttentionGate(std::int64_t channels, std::int64_t innerChannels, int dimensions);

  at::Tensor forward(const at::Tensor & skip, const at::Tensor & signal);
  /** Of the last call: [N, 1, (D,) H, W] in [0, 1]; undefined before. */
  [[nodiscard]] const at::Tensor & Map() const;

private:
  ConvUnit m_Signal;
  ConvUnit m_Skip;
  ConvUnit m_Score;
  at::Tensor m_Map;
};

/** The gate of the paper, on a grid of half the resolution: theta (kernel and stride 2) of the skip plus phi of the
 * signal, interpolated to that grid, ReLU, psi, sigmoid, interpolated to the skip, which is multiplied; W follows, and
 * a combining unit. Children: gate_block_1.{W.0, W.1, theta, phi, psi}, combine_gates.{0, 1}. */
class GridAttentionGate : public torch::nn::Module
{
public:
  GridAttentionGate(std::int64_t channels, std::int64_t signalChannels, int dimensions);

  /** `signal` is of any grid. */
  at::Tensor forward(const at::Tensor & skip, const at::Tensor & signal);
  [[nodiscard]] const at::Tensor & Map() const;

private:
  ConvUnit m_Output;
  std::shared_ptr<Convolution> m_Theta;
  std::shared_ptr<Convolution> m_Phi;
  std::shared_ptr<Convolution> m_Psi;
  ConvUnit m_Combine;
  at::Tensor m_Map;
};

} // namespace vox

#endif
