// SPDX-License-Identifier: Apache-2.0
#include "voxCannyFill.h"
#include "voxExpectError.h"
#include "voxShapes.h"

#include <numbers>

namespace
{

using namespace vox;
using namespace vox::testing;

/** A bright ball of 10 mm, smoothed at its border over a voxel or so. */
Volume
Ball(const Zyx<std::int64_t> & size, const Zyx<double> & spacing, const Zyx<double> & center)
{
  return Sampled(size, spacing,
                 [&](Zyx<double> at) { return 100.0 / (1.0 + std::exp(2.0 * (Distance(at, center) - 10.0))); });
}

double
Size(const SegmentedVolume & result)
{
  return static_cast<double>(Count(result.labels, 1)) * VoxelVolumeMm3(result.labels.geometry);
}

TEST(CannyFill, FillsADiscOfKnownArea)
{
  const Volume image = Noisy(Ball({1, 60, 64}, {1.0, 0.5, 0.5}, {0.0, 15.0, 16.0}), 3.0, 41);
  const double area = std::numbers::pi * 10.0 * 10.0;
  EXPECT_NEAR(Size(CannyFill(image, {.upper = 15.0})), area, 0.05 * area);
}

TEST(CannyFill, FillsTheSameBallOnDifferentGrids)
{
  const double volume = 4.0 / 3.0 * std::numbers::pi * 1000.0;
  const double halfVoxel = 0.5 * 4.0 * std::numbers::pi * 100.0; // edges belong to what they enclose
  const CannyFillOptions options{.upper = 10.0};
  EXPECT_NEAR(Size(CannyFill(Ball({32, 32, 32}, {1.0, 1.0, 1.0}, {16, 16, 16}), options)), volume, 1.1 * halfVoxel);
  // Edges of thick slices do not meet between them.
  const CannyFillOptions slices{.upper = 10.0, .bySlice = true};
  EXPECT_NEAR(Size(CannyFill(Ball({16, 40, 40}, {2.0, 0.8, 0.8}, {16, 16, 16}), slices)), volume, 1.1 * halfVoxel);
}

TEST(CannyFill, TreatsAllAxesAlike)
{
  const Volume image = Ball({32, 32, 32}, {1.0, 1.0, 1.0}, {16, 15, 17});
  const Volume turned{image.voxels.permute({0, 3, 1, 2}).contiguous(), image.geometry};
  const Volume labels = CannyFill(image, {.upper = 10.0}).labels;
  const at::Tensor other = CannyFill(turned, {.upper = 10.0}).labels.voxels.permute({0, 2, 3, 1});
  EXPECT_GT(Count(labels, 1), 1000);
  // The Gaussian goes along one axis after the other, which rounds differently.
  EXPECT_LT(labels.voxels.ne(other).sum().item<std::int64_t>(), Count(labels, 1) / 100);
}

TEST(CannyFill, DropsEdgesThatEncloseNothing)
{
  const Volume step = Sampled({1, 40, 40}, {1, 1, 1}, [](Zyx<double> at) { return at.x < 20.0 ? 0.0 : 100.0; });
  const SegmentedVolume result = CannyFill(step, {.upper = 5.0});
  EXPECT_EQ(Count(result.labels, 1), 0);
}

TEST(CannyFill, ClosesGapsUpToTheBall)
{
  // A disc with a bar of its own brightness that leaves it: there is no edge where they meet.
  const auto level = [](Zyx<double> at) {
    const bool bar = std::abs(at.y - 20.0) < 2.0 && at.x > 20.0;
    return Distance(at, {0, 20, 20}) < 10.0 || bar ? 100.0 : 0.0;
  };
  const Volume image = Sampled({1, 41, 41}, {1, 1, 1}, level);
  EXPECT_EQ(Count(CannyFill(image, {.sigmaMm = 0.5, .upper = 10.0, .closingMm = 0.0}).labels, 1), 0);
  const double filled = Size(CannyFill(image, {.sigmaMm = 0.5, .upper = 10.0, .closingMm = 3.0}));
  EXPECT_GT(filled, 0.9 * std::numbers::pi * 100.0);
}

TEST(CannyFill, FillsSliceBySlice)
{
  // A tube along z is open at both ends.
  const auto level = [](Zyx<double> at) { return Distance({0, at.y, at.x}, {0, 16, 16}) < 8.0 ? 100.0 : 0.0; };
  const Volume tube = Sampled({6, 32, 32}, {1, 1, 1}, level);
  EXPECT_EQ(Count(CannyFill(tube, {.upper = 10.0}).labels, 1), 0);
  const double area = std::numbers::pi * 64.0;
  EXPECT_NEAR(Size(CannyFill(tube, {.upper = 10.0, .bySlice = true})), 6.0 * area, 0.15 * 6.0 * area);
}

TEST(CannyFill, ChoosesThresholdsByItself)
{
  const SegmentedVolume result = CannyFill(Ball({1, 40, 40}, {1, 1, 1}, {0, 20, 20}));
  const double upper = result.found["upper"];
  EXPECT_GT(upper, 0.0);
  EXPECT_DOUBLE_EQ(result.found["lower"].get<double>(), 0.4 * upper);
  EXPECT_GT(Count(result.labels, 1), 200);
}

TEST(CannyFill, RefusesOptionsOutOfRange)
{
  VOX_EXPECT_ERROR(Validate(CannyFillOptions{.closingMm = -1.0}), ErrorKind::Usage, "closing_mm: found -1");
  VOX_EXPECT_ERROR(Validate(CannyFillOptions{.upper = 1.0, .lower = 2.0}), ErrorKind::Usage, "lower: found 2");
  VOX_EXPECT_ERROR(Validate(CannyFillOptions{.upper = -1.0}), ErrorKind::Usage, "found -1");
}

} // namespace
