// SPDX-License-Identifier: Apache-2.0
// Gates against their formula, written with torch's functions.
#include "Blocks/voxAttentionGate.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace
{

using Tensors = std::map<std::string, at::Tensor>;

/** Parameters and statistics by name, set to random values; variances are positive. */
Tensors
Randomized(torch::nn::Module & module)
{
  Tensors tensors;
  for (const auto & list : {module.named_parameters(), module.named_buffers()})
  {
    for (const auto & item : list)
    {
      at::Tensor tensor = item.value();
      tensor.copy_(item.key().ends_with("running_var") ? 0.5 + at::rand(tensor.sizes()) : at::randn(tensor.sizes()));
      tensors[item.key()] = tensor;
    }
  }
  return tensors;
}

at::Tensor
Convolved(const Tensors & t, const std::string & layer, const at::Tensor & input, std::int64_t stride = 1)
{
  const auto bias = t.find(layer + ".bias");
  return at::conv3d(input, t.at(layer + ".weight"), bias == t.end() ? at::Tensor() : bias->second,
                    at::IntArrayRef{stride, stride, stride});
}

at::Tensor
Normed(const Tensors & t, const std::string & layer, const at::Tensor & input)
{
  return at::batch_norm(input, t.at(layer + ".weight"), t.at(layer + ".bias"), t.at(layer + ".running_mean"),
                        t.at(layer + ".running_var"), false, 0.1, 1e-5, false);
}

at::Tensor
Resized(const at::Tensor & input, const at::Tensor & like)
{
  return at::upsample_trilinear3d(input, like.sizes().slice(2), false);
}

} // namespace

TEST(AttentionGate, OnTheGridOfTheSkip)
{
  const at::NoGradGuard noGrad;
  vox::AttentionGate gate(4, 2, 3);
  gate.eval();
  const Tensors t = Randomized(gate);
  const at::Tensor skip = at::randn({2, 4, 3, 4, 5});
  const at::Tensor signal = at::randn({2, 4, 3, 4, 5});
  const at::Tensor inner =
      at::relu(Normed(t, "W_g.1", Convolved(t, "W_g.0", signal)) + Normed(t, "W_x.1", Convolved(t, "W_x.0", skip)));
  const at::Tensor map = at::sigmoid(Normed(t, "psi.1", Convolved(t, "psi.0", inner)));
  EXPECT_LE((gate.forward(skip, signal) - map * skip).abs().max().item<double>(), 1e-5);
  EXPECT_LE((gate.Map() - map).abs().max().item<double>(), 1e-6);
}

TEST(AttentionGate, OnAGridOfHalfTheResolution)
{
  const at::NoGradGuard noGrad;
  vox::GridAttentionGate gate(3, 5, 3);
  gate.eval();
  const Tensors t = Randomized(gate);
  const at::Tensor skip = at::randn({2, 3, 4, 6, 8});
  for (const at::Tensor & signal : {at::randn({2, 5, 2, 3, 4}), at::randn({2, 5, 1, 2, 2})})
  {
    const std::string block = "gate_block_1.";
    const at::Tensor theta = Convolved(t, block + "theta", skip, 2);
    const at::Tensor both = at::relu(theta + Resized(Convolved(t, block + "phi", signal), theta));
    const at::Tensor map = Resized(at::sigmoid(Convolved(t, block + "psi", both)), skip);
    const at::Tensor gated = Normed(t, block + "W.1", Convolved(t, block + "W.0", map * skip));
    const at::Tensor expected = at::relu(Normed(t, "combine_gates.1", Convolved(t, "combine_gates.0", gated)));
    EXPECT_LE((gate.forward(skip, signal) - expected).abs().max().item<double>(), 1e-4);
    EXPECT_LE((gate.Map() - map).abs().max().item<double>(), 1e-6);
  }
}
