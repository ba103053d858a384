// SPDX-License-Identifier: Apache-2.0
#include "voxLossTarget.h"
#include "voxReferenceDistances.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

namespace
{

using vox::ComputeReferenceDistances;

at::Tensor
Row(std::initializer_list<std::int64_t> labels)
{
  return at::tensor(std::vector<std::int64_t>(labels)).view({1, 1, 1, -1});
}

std::vector<double>
Values(const at::Tensor & map)
{
  return {map.data_ptr<double>(), map.data_ptr<double>() + map.numel()};
}

} // namespace

TEST(ReferenceDistances, AreSignedAndInMillimeters)
{
  const at::Tensor labels = Row({0, 0, 1, 1, 1, 2, 0});
  const at::Tensor maps = ComputeReferenceDistances(
      labels, {.parts = {{1}, {1, 2}, {}, {0, 1, 2}}, .extentMm = {1.0, 1.0, 14.0}}, at::kDouble, 1);
  ASSERT_EQ(maps.sizes(), (std::vector<std::int64_t>{1, 4, 1, 1, 7}));
  EXPECT_EQ(Values(maps[0][0].contiguous()), (std::vector<double>{4, 2, -2, -4, -2, 2, 4}));
  EXPECT_EQ(Values(maps[0][1].contiguous()), (std::vector<double>{4, 2, -2, -4, -4, -2, 2}));
  EXPECT_EQ(maps[0][2].abs().max().item<double>(), 0.0); // nothing
  EXPECT_EQ(maps[0][3].abs().max().item<double>(), 0.0); // everything
}

TEST(ReferenceDistances, MayBeThoseOfABoundary)
{
  // Its voxels with a neighbor outside, and those at the face of the image.
  const at::Tensor maps =
      ComputeReferenceDistances(Row({1, 1, 1, 1, 0, 0, 0}), {.parts = {{1}}, .boundaries = true}, at::kDouble, 1);
  const at::Tensor slice = at::zeros({1, 5, 5}, at::kLong);
  slice.slice(1, 1, 4).slice(2, 1, 4).fill_(1);
  const at::Tensor ofSlice = ComputeReferenceDistances(slice, {.parts = {{1}}, .boundaries = true}, at::kDouble, 1);
  EXPECT_EQ(Values(maps), (std::vector<double>{-4, -3, -2, -1, 1, 2, 3})); // every voxel of a row is at a face
  EXPECT_EQ(ofSlice[0][0][2][2].item<double>(), 1.0);
  EXPECT_EQ(ofSlice[0][0][1][1].item<double>(), -1.0);
}

TEST(ReferenceDistances, AreTakenFromTheTargetThatKnowsThem)
{
  const vox::ReferenceDistances wanted{.parts = {{1}}};
  vox::LossTarget target(Row({0, 1, 0}));
  target.known = {{.parts = {{2}}}, wanted};
  target.maps = {at::full({1, 1, 1, 1, 3}, 5.0), at::full({1, 1, 1, 1, 3}, 7.0)};
  EXPECT_EQ(vox::DistancesOf(target, wanted, at::kFloat)[0][0][0][0][0].item<float>(), 7.0F);
  // Of another type they are computed.
  EXPECT_EQ(vox::DistancesOf(target, wanted, at::kDouble)[0][0][0][0][0].item<double>(), 1.0);
}
