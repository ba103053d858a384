// SPDX-License-Identifier: Apache-2.0
#include "voxSignedDistances.h"

#include "voxDistanceMap.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

namespace
{

/** Sizes, spacing in mm, and the share of the voxels in the mask. */
class SignedDistances : public ::testing::TestWithParam<std::tuple<vox::Zyx<std::int64_t>, vox::Zyx<double>, double>>
{
protected:
  [[nodiscard]] static at::Tensor
  Mask()
  {
    const auto & [size, spacing, share] = GetParam();
    return (at::rand({1, 2, size.z, size.y, size.x}) < share).to(at::kByte);
  }
};

/** By the transform of Kernels, once for each side. */
at::Tensor
Expected(const at::Tensor & masks, const vox::Zyx<double> & spacing)
{
  const auto rootOf = [&](const at::Tensor & marked) {
    const at::Tensor squared = at::empty(marked.sizes(), at::kDouble);
    vox::kernels::SquaredDistanceMap(marked.const_data_ptr<std::uint8_t>(),
                                     {marked.size(0), marked.size(1), marked.size(2)}, spacing,
                                     squared.data_ptr<double>(), 1);
    return squared.sqrt();
  };
  const at::Tensor expected = at::zeros(masks.sizes(), at::kDouble);
  for (std::int64_t channel = 0; channel < masks.size(1); ++channel)
  {
    const at::Tensor mask = masks[0][channel];
    if (mask.any().item<bool>() && !mask.all().item<bool>())
    {
      expected[0][channel].copy_(rootOf(mask) - rootOf(1 - mask));
    }
  }
  return expected;
}

} // namespace

TEST_P(SignedDistances, AreThoseOfTheExactTransformOfEachSide)
{
  const at::Tensor masks = Mask();
  const vox::Zyx<double> spacing = std::get<1>(GetParam());
  const at::Tensor expected = Expected(masks, spacing);
  const double largest = expected.abs().max().item<double>();
  EXPECT_LE((vox::SignedDistancesOf(masks, spacing, at::kDouble, 1) - expected).abs().max().item<double>(),
            1e-14 * largest);
  const at::Tensor single = vox::SignedDistancesOf(masks, spacing, at::kFloat, 1);
  EXPECT_LE((single.to(at::kDouble) - expected).abs().max().item<double>(), 3e-7 * largest);
  EXPECT_TRUE(single.equal(vox::SignedDistancesOf(masks, spacing, at::kFloat, 3))) << "on three threads";
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, SignedDistances,
    ::testing::Values(std::tuple{vox::Zyx<std::int64_t>{9, 11, 70}, vox::Zyx<double>{1.0, 1.0, 1.0}, 0.5},
                      std::tuple{vox::Zyx<std::int64_t>{24, 33, 31}, vox::Zyx<double>{2.5, 1.0, 0.75}, 0.001},
                      std::tuple{vox::Zyx<std::int64_t>{24, 33, 64}, vox::Zyx<double>{0.3, 1.1, 0.7}, 0.999},
                      std::tuple{vox::Zyx<std::int64_t>{1, 40, 37}, vox::Zyx<double>{1.0, 0.5, 2.0}, 0.01},
                      std::tuple{vox::Zyx<std::int64_t>{40, 1, 1}, vox::Zyx<double>{3.0, 1.0, 1.0}, 0.1},
                      std::tuple{vox::Zyx<std::int64_t>{3, 4, 5}, vox::Zyx<double>{1.0, 1.0, 1.0}, 0.0}));

TEST(SignedDistancesOfABall, GrowWithTheDistanceFromIt)
{
  const at::Tensor axis = at::arange(41, at::kDouble) - 20.0;
  const at::Tensor radius =
      (axis.view({-1, 1, 1}).square() + axis.view({1, -1, 1}).square() + axis.view({1, 1, -1}).square()).sqrt();
  const at::Tensor mask = (radius < 10.0).to(at::kByte).unsqueeze(0).unsqueeze(0);
  const at::Tensor distances = vox::SignedDistancesOf(mask, {1.0, 1.0, 1.0}, at::kDouble, 2)[0][0];
  // Between voxel centers on both sides of the surface lies up to one diagonal.
  EXPECT_LE((distances - (radius - 10.0)).abs().max().item<double>(), 1.0);
}
