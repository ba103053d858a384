// SPDX-License-Identifier: Apache-2.0
#include "voxResample.h"

#include "voxDirectResize.h"
#include "voxError.h"
#include "voxNpy.h"
#include "voxRandom.h"
#include "voxSharedFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace
{
using vox::Zyx;
using vox::kernels::Resize;
using Size = Zyx<std::int64_t>;

/** Sizes that shrink, grow, keep an axis, and have one or two samples; the last has more columns than one part of the
 * work. */
const std::array<std::pair<Size, Size>, 8> examples{{{{7, 9, 8}, {11, 5, 8}},
                                                     {{5, 6, 7}, {9, 13, 4}},
                                                     {{9, 20, 11}, {4, 7, 30}},
                                                     {{1, 17, 23}, {1, 31, 9}},
                                                     {{2, 1, 5}, {5, 3, 2}},
                                                     {{6, 5, 4}, {9, 5, 4}},
                                                     {{3, 4, 6}, {3, 9, 6}},
                                                     {{4, 60, 150}, {7, 60, 71}}}};

std::vector<float>
RandomVolume(const Size & size, std::uint64_t seed)
{
  vox::Random random(seed);
  std::vector<float> volume(static_cast<std::size_t>(Product(size)));
  random.FillNormal(volume, 100.0);
  return volume;
}

std::vector<float>
Resized(const std::vector<float> & input, const Size & from, const Size & to, int order, int threads = 1)
{
  std::vector<float> output(static_cast<std::size_t>(Product(to)));
  Resize(input.data(), from, output.data(), to, order, threads);
  return output;
}

/** Largest difference as a part of the input's range. */
double
RelativeDifference(const std::vector<float> & result, const std::vector<double> & expected,
                   const std::vector<float> & input)
{
  const auto [low, high] = std::minmax_element(input.begin(), input.end());
  double largest = result.size() == expected.size() ? 0.0 : HUGE_VAL;
  for (std::size_t i = 0; i < result.size() && i < expected.size(); ++i)
  {
    largest = std::max(largest, std::abs(result[i] - expected[i]));
  }
  return largest / (*high - *low);
}

class ResizeOfOrder : public ::testing::TestWithParam<int>
{};
INSTANTIATE_TEST_SUITE_P(All, ResizeOfOrder, ::testing::Values(0, 1, 3));

TEST_P(ResizeOfOrder, ToTheSameSizeIsTheIdentity)
{
  const Size size{4, 5, 6};
  const auto input = RandomVolume(size, 1);
  EXPECT_EQ(Resized(input, size, size, GetParam()), input);
}

TEST_P(ResizeOfOrder, KeepsAConstant)
{
  const std::vector<float> input(4 * 5 * 6, -1024.0F);
  EXPECT_THAT(Resized(input, {4, 5, 6}, {9, 3, 13}, GetParam()), ::testing::Each(-1024.0F));
}

TEST_P(ResizeOfOrder, StaysInTheRangeOfTheInput)
{
  const Size size{6, 7, 8};
  const auto input = RandomVolume(size, 2);
  const auto [low, high] = std::minmax_element(input.begin(), input.end());
  for (const float value : Resized(input, size, {13, 17, 19}, GetParam()))
  {
    ASSERT_GE(value, *low);
    ASSERT_LE(value, *high);
  }
}

TEST_P(ResizeOfOrder, AgreesWithTheDirectRecipe)
{
  for (const auto & [from, to] : examples)
  {
    const auto input = RandomVolume(from, 3);
    const auto expected = vox::testing::DirectResize(input.data(), from, GetParam()).To(to);
    EXPECT_LT(RelativeDifference(Resized(input, from, to, GetParam()), expected, input), 1e-6)
        << from.z << "x" << from.y << "x" << from.x;
  }
}

TEST_P(ResizeOfOrder, DoesNotDependOnTheNumberOfThreads)
{
  for (const auto & [from, to] : examples)
  {
    const auto input = RandomVolume(from, 4);
    const auto one = Resized(input, from, to, GetParam(), 1);
    EXPECT_EQ(Resized(input, from, to, GetParam(), 3), one);
    EXPECT_EQ(Resized(input, from, to, GetParam(), 16), one);
  }
}

TEST_P(ResizeOfOrder, TreatsTheAxesAlike)
{
  // Swapping z and x before is the same as swapping them after.
  const auto swapped = [](const std::vector<float> & volume, const Size & size) {
    std::vector<float> result;
    for (std::int64_t x = 0; x < size.x; ++x)
    {
      for (std::int64_t y = 0; y < size.y; ++y)
      {
        for (std::int64_t z = 0; z < size.z; ++z)
        {
          result.push_back(volume[static_cast<std::size_t>((z * size.y + y) * size.x + x)]);
        }
      }
    }
    return result;
  };
  const Size from{7, 9, 8};
  const Size to{11, 5, 17};
  const auto input = RandomVolume(from, 5);
  const auto after = swapped(Resized(input, from, to, GetParam()), to);
  const auto before = Resized(swapped(input, from), {8, 9, 7}, {17, 5, 11}, GetParam());
  EXPECT_LT(RelativeDifference(before, {after.begin(), after.end()}, input), 1e-6);
}

TEST(Resize, OfAMirroredImageIsTheMirroredResult)
{
  const Size from{7, 5, 6};
  const Size to{12, 9, 4};
  auto input = RandomVolume(from, 6);
  for (const int order : {1, 3})
  {
    auto expected = Resized(input, from, to, order);
    std::reverse(expected.begin(), expected.end());
    std::reverse(input.begin(), input.end());
    EXPECT_LT(RelativeDifference(Resized(input, from, to, order), {expected.begin(), expected.end()}, input), 1e-6);
  }
}

TEST(Resize, OfARampAlignsTheGridsAtVoxelEdges)
{
  // Voxel i of 12 covers [i, i + 1] and holds its center i + 0.5; the same positions must be read on every other grid.
  std::vector<float> ramp(12);
  for (std::size_t i = 0; i < ramp.size(); ++i)
  {
    ramp[i] = static_cast<float>(i) + 0.5F;
  }
  for (const std::int64_t count : {6, 8, 18, 24, 31})
  {
    const auto resized = Resized(ramp, {1, 1, 12}, {1, 1, count}, 1);
    for (std::int64_t k = 0; k < count; ++k)
    {
      const double center = (static_cast<double>(k) + 0.5) * 12.0 / static_cast<double>(count);
      EXPECT_NEAR(resized[static_cast<std::size_t>(k)], std::clamp(center, 0.5, 11.5), 1e-6) << count << " " << k;
    }
  }
}

TEST(Resize, OfOrder1HasTheseValues)
{
  EXPECT_THAT(Resized({0, 1}, {1, 1, 2}, {1, 1, 4}, 1), ::testing::ElementsAre(0.0F, 0.25F, 0.75F, 1.0F));
  EXPECT_THAT(Resized({0, 1, 4, 9}, {4, 1, 1}, {2, 1, 1}, 1), ::testing::ElementsAre(0.5F, 6.5F));
}

TEST(Resize, OfOrder3ReproducesAStraightLineAwayFromTheEnds)
{
  std::vector<float> line(64);
  for (std::size_t i = 0; i < line.size(); ++i)
  {
    line[i] = static_cast<float>(i);
  }
  const auto resized = Resized(line, {1, 64, 1}, {1, 160, 1}, 3);
  for (std::size_t k = 50; k < 110; ++k)
  {
    EXPECT_NEAR(resized[k], (static_cast<double>(k) + 0.5) * 0.4 - 0.5, 1e-5);
  }
}

TEST(Resize, RefusesOrdersAndSizesThatHaveNoMeaning)
{
  std::vector<float> volume(8);
  const auto message = [&](const Size & from, const Size & to, int order) -> std::string {
    try
    {
      Resize(volume.data(), from, volume.data(), to, order, 1);
    }
    catch (const vox::Error & error)
    {
      return error.what();
    }
    return {};
  };
  EXPECT_THAT(message({2, 2, 2}, {1, 2, 2}, 2), ::testing::HasSubstr("order 2"));
  EXPECT_THAT(message({2, 2, 2}, {0, 2, 2}, 1), ::testing::HasSubstr("from 2 to 0"));
  EXPECT_THAT(message({2, 0, 2}, {2, 2, 2}, 3), ::testing::HasSubstr("from 0 to 2"));
  EXPECT_THAT(message({2, 0, 2}, {2, 2, 2}, 0), ::testing::HasSubstr("from 0 to 2"));
}

TEST(NearestIndices, AreThoseOfTheReference)
{
  EXPECT_THAT(vox::kernels::NearestIndices(5, 9), ::testing::ElementsAre(0, 0, 1, 1, 2, 3, 3, 4, 4));
  EXPECT_THAT(vox::kernels::NearestIndices(4, 2), ::testing::ElementsAre(1, 3));
  EXPECT_THAT(vox::kernels::NearestIndices(1, 3), ::testing::ElementsAre(0, 0, 0));
}

TEST(Resize, OfOrder3AgreesWithNnunet)
{
  VOX_REQUIRE_SHARED("parity/transforms/resampling.npz");
  const auto arrays = vox::testing::ReadNpz(vox::testing::SharedPath("parity/transforms/resampling.npz"));
  const at::Tensor data = arrays.at("data").contiguous();
  const Size from{data.size(1), data.size(2), data.size(3)};
  double largest = 0.0;
  for (const char * name : {"out__iso__data", "out__iso__forced", "out__tie__data"})
  {
    const at::Tensor expected = arrays.at(name).contiguous();
    const Size to{expected.size(1), expected.size(2), expected.size(3)};
    for (std::int64_t channel = 0; channel < data.size(0); ++channel)
    {
      const float * const input = data.const_data_ptr<float>() + channel * Product(from);
      const std::vector<float> volume(input, input + Product(from));
      const float * const values = expected.const_data_ptr<float>() + channel * Product(to);
      const double difference =
          RelativeDifference(Resized(volume, from, to, 3), {values, values + Product(to)}, volume);
      EXPECT_LT(difference, 1e-6) << name;
      largest = std::max(largest, difference);
    }
  }
  RecordProperty("largest_difference_of_the_range", fmt::format("{:.1e}", largest));
}
} // namespace
