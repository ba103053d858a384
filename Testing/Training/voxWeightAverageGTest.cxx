// SPDX-License-Identifier: Apache-2.0
#include "voxWeightAverage.h"

#include "voxTinyTraining.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

TEST(WeightAverage, StartsAsACopyAndFollowsTheFormula)
{
  vox::Network network("PlainConvUNet", vox::testing::TinyNetworkOptions(), 1);
  vox::WeightAverage average(network, 0.5);
  const at::Tensor weight = network.Parameters().front().second;
  const at::Tensor initial = weight.detach().clone();
  {
    const at::NoGradGuard noGrad;
    weight.add_(1.0);
  }
  EXPECT_TRUE(at::equal(average.Averaged().Parameters().front().second, initial));
  // Iteration 0: the decay is min(0.5, 1/10), so nine tenths of the step of 1 are taken.
  average.Update(network, 0);
  EXPECT_TRUE(at::allclose(average.Averaged().Parameters().front().second, initial + 0.9, 0.0, 1e-6));
  // Iteration 100: the decay is 0.5, so half of the remaining tenth is taken.
  average.Update(network, 100);
  EXPECT_TRUE(at::allclose(average.Averaged().Parameters().front().second, initial + 0.95, 0.0, 1e-6));
}
