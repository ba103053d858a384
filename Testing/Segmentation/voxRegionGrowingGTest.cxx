// SPDX-License-Identifier: Apache-2.0
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxRegionGrowing.h"
#include "voxShapes.h"

#include <itkConfidenceConnectedImageFilter.h>

#include <numbers>

namespace
{

using namespace vox;
using namespace vox::testing;

constexpr Zyx<double> kCenter{18.0, 16.0, 15.0};
constexpr double kRadius = 10.0;

/** A bright ball of radius 10 mm, and a small one of the same brightness apart from it. */
Volume
TwoBalls()
{
  return Sampled({14, 33, 48}, {3.0, 1.0, 1.0}, [](Zyx<double> at) {
    return Distance(at, kCenter) <= kRadius || Distance(at, {18.0, 16.0, 38.0}) <= 5.0 ? 100.0 : 20.0;
  });
}

RegionGrowingOptions
Range(double lower, double upper)
{
  RegionGrowingOptions options;
  options.criterion = RegionCriterion::Range;
  options.lower = lower;
  options.upper = upper;
  return options;
}

TEST(RegionGrowing, FindsTheBallOfItsSeedAndNoOther)
{
  const Volume image = Noisy(TwoBalls(), 4.0, 21);
  RegionGrowingOptions options;
  options.seedsVoxel = {{6, 16, 15}};
  options.multiplier = 4.0;
  const SegmentedVolume result = RegionGrowing(image, options);
  const double expected = 4.0 / 3.0 * std::numbers::pi * std::pow(kRadius, 3);
  EXPECT_NEAR(static_cast<double>(Count(result.labels, 1)) * VoxelVolumeMm3(image.geometry), expected, 0.03 * expected);
  EXPECT_EQ(result.labels.voxels[0][6][16][38].item<int>(), 0);
  EXPECT_GT(result.found["lower"], 20.0);
  EXPECT_LT(result.found["lower"], 100.0);

  options.seedsVoxel.push_back({6, 16, 38});
  EXPECT_EQ(RegionGrowing(image, options).labels.voxels[0][6][16][38].item<int>(), 1);
}

TEST(RegionGrowing, GrowsWithConfidenceAsItkDoes)
{
  const Volume image = Noisy(TwoBalls(), 12.0, 22);
  using Image = itk::Image<float, 3>;
  using Output = itk::Image<std::uint8_t, 3>;
  const auto copy = Image::New();
  Image::RegionType region;
  region.SetSize({{48, 33, 14}});
  copy->SetRegions(region);
  copy->Allocate();
  std::copy_n(image.voxels.data_ptr<float>(), image.voxels.numel(), copy->GetBufferPointer());
  using Seeds = std::vector<Zyx<std::int64_t>>;
  for (const Seeds & seeds : {Seeds{{6, 16, 15}, {3, 16, 15}}, Seeds{{0, 0, 0}}})
  {
    RegionGrowingOptions options;
    options.seedsVoxel = seeds;
    options.radius = 2;
    const SegmentedVolume ours = RegionGrowing(image, options);
    const auto filter = itk::ConfidenceConnectedImageFilter<Image, Output>::New();
    filter->SetInput(copy);
    for (const Zyx<std::int64_t> & seed : seeds)
    {
      filter->AddSeed({{seed.x, seed.y, seed.z}});
    }
    filter->SetInitialNeighborhoodRadius(2);
    filter->SetMultiplier(2.5);
    filter->SetNumberOfIterations(4);
    filter->SetReplaceValue(1);
    filter->Update();
    std::int64_t different = 0;
    for (std::int64_t i = 0; i < image.voxels.numel(); ++i)
    {
      different += ours.labels.voxels.data_ptr<std::int32_t>()[i] != filter->GetOutput()->GetBufferPointer()[i];
    }
    EXPECT_EQ(different, 0) << seeds.size();
    EXPECT_GT(Count(ours.labels, 1), 100) << seeds.size();
    EXPECT_GT(Count(ours.labels, 0), 100) << seeds.size();
  }
}

TEST(RegionGrowing, TakesSeedsInTheWorld)
{
  const Volume plain = TwoBalls();
  ImageGeometry oblique = plain.geometry;
  oblique.originLps = {-40.0, 12.5, 300.0};
  oblique.directionLps = RotatedDirection(0.25, -0.125, 0.375);
  const Volume image{plain.voxels, oblique};
  RegionGrowingOptions byVoxel = Range(50.0, 150.0);
  byVoxel.seedsVoxel = {{6, 16, 38}};
  RegionGrowingOptions byWorld = Range(50.0, 150.0);
  const Vector3 lps = WorldFromVoxel(oblique, {6.2, 15.7, 38.4});
  byWorld.seedsLps = {{lps[0], lps[1], lps[2]}};
  const Volume expected = RegionGrowing(image, byVoxel).labels;
  EXPECT_GT(Count(expected, 1), 50);
  EXPECT_TRUE(RegionGrowing(image, byWorld).labels.voxels.equal(expected.voxels));
}

TEST(RegionGrowing, CrossesCornersOnlyWithFullConnectivity)
{
  const Volume image = Sampled({1, 4, 4}, {1, 1, 1}, [](Zyx<double> at) { return at.x == at.y ? 7.0 : 0.0; });
  RegionGrowingOptions options = Range(7.0, 7.0);
  options.seedsVoxel = {{0, 1, 1}};
  EXPECT_EQ(Count(RegionGrowing(image, options).labels, 1), 1);
  options.connectivity = ObjectConnectivity::Full;
  EXPECT_EQ(Count(RegionGrowing(image, options).labels, 1), 4);
}

TEST(RegionGrowing, LeavesAnOpenEndOfTheRange)
{
  const Volume image = Sampled({1, 1, 6}, {1, 1, 1}, [](Zyx<double> at) { return at.x; });
  RegionGrowingOptions options;
  options.criterion = RegionCriterion::Range;
  options.seedsVoxel = {{0, 0, 4}};
  options.lower = 2.0;
  EXPECT_EQ(Count(RegionGrowing(image, options).labels, 1), 4);
  options.lower.reset();
  options.upper = 4.0;
  EXPECT_EQ(Count(RegionGrowing(image, options).labels, 1), 5);
}

TEST(RegionGrowing, RefusesSeedsThatCannotGrow)
{
  const Volume image = TwoBalls();
  RegionGrowingOptions options = Range(50.0, 150.0);
  options.seedsVoxel = {{14, 0, 0}};
  VOX_EXPECT_ERROR((void)RegionGrowing(image, options), ErrorKind::BadInput, "[z 14, y 0, x 0]");
  options.seedsVoxel = {{0, 0, 0}};
  VOX_EXPECT_ERROR((void)RegionGrowing(image, options), ErrorKind::BadInput,
                   "intensity 20, expected one in the range 50");
}

TEST(RegionGrowing, RefusesOptionsThatDoNotGoTogether)
{
  VOX_EXPECT_ERROR(Validate(RegionGrowingOptions{}), ErrorKind::Usage, "no seeds");
  RegionGrowingOptions options;
  options.seedsVoxel = {{0, 0, 0}};
  options.criterion = RegionCriterion::Range;
  VOX_EXPECT_ERROR(Validate(options), ErrorKind::Usage, "criterion=range without lower and upper");
  options = Range(3.0, 2.0);
  options.seedsLps = {{0, 0, 0}};
  VOX_EXPECT_ERROR(Validate(options), ErrorKind::Usage, "lower: found 3, expected at the most upper, which is 2");
  options = {};
  options.seedsLps = {{1, 2}};
  VOX_EXPECT_ERROR(Validate(options), ErrorKind::Usage, "a seed of 2 numbers, expected 3");
}

} // namespace
