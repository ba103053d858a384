// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxFeaturePool.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

namespace
{

at::Tensor
Take(vox::FeaturePool & pool, std::int64_t width)
{
  return pool.Take({1, 16, 1, 1, width}, at::kFloat);
}

} // namespace

TEST(FeaturePool, GivesMemoryOutAgainInParts)
{
  vox::FeaturePool pool;
  at::Tensor large = Take(pool, 100);
  const auto * const start = large.const_data_ptr<float>();
  const at::Tensor held = Take(pool, 50);
  EXPECT_NE(held.const_data_ptr<float>(), start);
  large.reset();
  at::Tensor first = Take(pool, 40);
  const at::Tensor second = Take(pool, 60);
  EXPECT_EQ(first.const_data_ptr<float>(), start);
  EXPECT_EQ(second.const_data_ptr<float>(), start + 16 * 40);
  first.reset();
  EXPECT_NE(Take(pool, 41).const_data_ptr<float>(), start) << "given out beyond the gap";
}

TEST(FeaturePool, JoinsNeighboringGaps)
{
  vox::FeaturePool pool;
  const auto * const start = Take(pool, 90).const_data_ptr<float>();
  at::Tensor parts[] = {Take(pool, 30), Take(pool, 30), Take(pool, 30)};
  for (const int part : {0, 2, 1}) // the last one closes both sides
  {
    parts[part].reset();
  }
  EXPECT_EQ(Take(pool, 90).const_data_ptr<float>(), start);
}

TEST(FeaturePool, TensorsAreChannelsLastAndOutliveIt)
{
  at::Tensor features;
  {
    vox::FeaturePool pool;
    features = pool.Take({2, 3, 4, 5, 6}, at::kBFloat16);
    features.fill_(1.5);
    pool.Release(); // what is held stays
  }
  EXPECT_TRUE(features.is_contiguous(at::MemoryFormat::ChannelsLast3d));
  EXPECT_TRUE(features.eq(1.5).all().item<bool>());
}
