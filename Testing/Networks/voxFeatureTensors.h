// SPDX-License-Identifier: Apache-2.0
#ifndef voxFeatureTensors_h
#define voxFeatureTensors_h

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <vector>

namespace vox::testing
{

/** The same values in channels-last order, of [N, C, D, H, W] or [N, C, H, W]. */
inline at::Tensor
ChannelsLast(const at::Tensor & tensor)
{
  return tensor.contiguous(tensor.dim() == 5 ? at::MemoryFormat::ChannelsLast3d : at::MemoryFormat::ChannelsLast);
}

/** A copy in that order that collects a gradient. */
inline at::Tensor
Leaf(const at::Tensor & tensor)
{
  return ChannelsLast(tensor.detach().clone()).requires_grad_();
}

/** A copy in float64 that collects a gradient. */
inline at::Tensor
DoubleLeaf(const at::Tensor & tensor)
{
  return tensor.detach().to(at::kDouble).requires_grad_();
}

/** Largest difference as a part of the largest expected value. */
inline double
RelativeDifference(const at::Tensor & found, const at::Tensor & expected)
{
  const at::Tensor difference = (found.detach().to(at::kDouble) - expected.detach()).abs().max();
  return (difference / expected.detach().abs().max()).item<double>();
}

/** Sends one random gradient back through both and compares what arrives at the leaves. */
inline void
ExpectGradients(const at::Tensor & found, const std::vector<at::Tensor> & leaves, const at::Tensor & expected,
                const std::vector<at::Tensor> & expectedLeaves)
{
  const at::Tensor upstream = at::randn(expected.sizes());
  found.backward(upstream);
  expected.backward(upstream.to(at::kDouble));
  for (std::size_t i = 0; i < leaves.size(); ++i)
  {
    EXPECT_LE(RelativeDifference(leaves[i].grad(), expectedLeaves[i].grad()), 1e-5) << "leaf " << i;
  }
}

} // namespace vox::testing

#endif
