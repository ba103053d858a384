// SPDX-License-Identifier: Apache-2.0
#include "voxImageGeometry.h"

#include "voxError.h"
#include "voxGeometryExamples.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace vox
{
namespace
{

using ::testing::HasSubstr;
using testing::LargestDifference;
using testing::ObliqueGeometry;

void
ExpectNear(const Vector3 & found, const Vector3 & expected, double tolerance)
{
  for (std::size_t i = 0; i < 3; ++i)
  {
    EXPECT_NEAR(found[i], expected[i], tolerance) << "component " << i;
  }
}

std::string
MessageOf(const ImageGeometry & a, const ImageGeometry & b)
{
  try
  {
    RequireSameGeometry(a, "image.nii", b, "label.nii");
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadInput);
    return error.what();
  }
  return {};
}

TEST(ImageGeometry, DefaultIsTheIdentityInLps)
{
  ExpectNear(WorldFromVoxel({}, {3.0, 2.0, 1.0}), {1.0, 2.0, 3.0}, 0.0);
}

TEST(ImageGeometry, ColumnsOfTheDirectionBelongToTensorAxes)
{
  ImageGeometry geometry;
  geometry.spacingMm = {4.0, 3.0, 2.0};
  geometry.originLps = {10.0, 20.0, 30.0};
  // z runs to posterior (+y), y to the right (-x), x to superior (+z).
  geometry.directionLps = {{{0, -1, 0}, {1, 0, 0}, {0, 0, 1}}};
  ExpectNear(WorldFromVoxel(geometry, {1.0, 0.0, 0.0}), {10.0, 24.0, 30.0}, 1e-12);
  ExpectNear(WorldFromVoxel(geometry, {0.0, 1.0, 0.0}), {7.0, 20.0, 30.0}, 1e-12);
  ExpectNear(WorldFromVoxel(geometry, {0.0, 0.0, 1.0}), {10.0, 20.0, 32.0}, 1e-12);
}

TEST(ImageGeometry, VoxelFromWorldInvertsWorldFromVoxel)
{
  ImageGeometry sheared = ObliqueGeometry();
  sheared.directionLps[0][0] += 0.25;
  for (const ImageGeometry & geometry : {ImageGeometry{}, ObliqueGeometry(), sheared})
  {
    const Zyx<double> voxel{1.5, -2.25, 6.0};
    const Zyx<double> back = VoxelFromWorld(geometry, WorldFromVoxel(geometry, voxel));
    EXPECT_NEAR(back.z, voxel.z, 1e-12);
    EXPECT_NEAR(back.y, voxel.y, 1e-12);
    EXPECT_NEAR(back.x, voxel.x, 1e-12);
  }
}

TEST(ImageGeometry, ASingularDirectionIsRefused)
{
  ImageGeometry flat;
  flat.directionLps = {{{0, 0, 0}, {0, 1, 0}, {1, 0, 0}}};
  try
  {
    (void)VoxelFromWorld(flat, {0, 0, 0});
    FAIL() << "no exception";
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadInput);
    EXPECT_THAT(error.what(), HasSubstr("three independent axes"));
  }
}

TEST(ImageGeometry, CroppingKeepsTheWorldPositionOfEachVoxel)
{
  const ImageGeometry geometry = ObliqueGeometry();
  const Box box{{-2, 1, 3}, {4, 3, 9}};
  const ImageGeometry cropped = Cropped(geometry, box);
  EXPECT_EQ(cropped.size, (Zyx<std::int64_t>{6, 2, 6}));
  ExpectNear(WorldFromVoxel(cropped, {3.0, 1.0, 2.0}), WorldFromVoxel(geometry, {1.0, 2.0, 5.0}), 1e-12);
  EXPECT_EQ(Cropped(geometry, WholeBox(geometry.size)), geometry);
  EXPECT_THROW((void)Cropped(geometry, Box{}), Error);
}

TEST(ImageGeometry, ResizingKeepsTheFieldOfView)
{
  const ImageGeometry geometry = ObliqueGeometry();
  const ImageGeometry resized = Resized(geometry, {9, 2, 7});
  EXPECT_EQ(resized.size, (Zyx<std::int64_t>{9, 2, 7}));
  ExpectNear(WorldFromVoxel(resized, {-0.5, -0.5, -0.5}), WorldFromVoxel(geometry, {-0.5, -0.5, -0.5}), 1e-12);
  ExpectNear(WorldFromVoxel(resized, {8.5, 1.5, 6.5}), WorldFromVoxel(geometry, {4.5, 3.5, 6.5}), 1e-12);
  EXPECT_DOUBLE_EQ(resized.spacingMm.x, geometry.spacingMm.x);
  EXPECT_EQ(LargestDifference(Resized(geometry, geometry.size), geometry), 0.0);
  EXPECT_THROW((void)Resized(geometry, {0, 2, 7}), Error);
}

TEST(ImageGeometry, ARampSampledAtEdgeAlignedCentersStaysARamp)
{
  // The mean over a pair of voxels is the ramp at the center of the pair: halving the grid must put the center there.
  ImageGeometry fine;
  fine.size = {1, 1, 8};
  fine.spacingMm = {1.0, 1.0, 0.5};
  fine.originLps = {3.0, 0.0, 0.0};
  const ImageGeometry coarse = Resized(fine, {1, 1, 4});
  EXPECT_DOUBLE_EQ(coarse.spacingMm.x, 1.0);
  for (int i = 0; i < 4; ++i)
  {
    const double mean =
        0.5 * (WorldFromVoxel(fine, {0.0, 0.0, 2.0 * i})[0] + WorldFromVoxel(fine, {0.0, 0.0, 2.0 * i + 1.0})[0]);
    EXPECT_DOUBLE_EQ(WorldFromVoxel(coarse, {0.0, 0.0, static_cast<double>(i)})[0], mean);
  }
}

TEST(ImageGeometry, ResizingThereAndBackIsTheIdentity)
{
  const ImageGeometry geometry = ObliqueGeometry();
  EXPECT_LT(LargestDifference(Resized(Resized(geometry, {3, 11, 5}), geometry.size), geometry), 1e-13);
}

TEST(ImageGeometry, VoxelVolumeIsTheProductOfTheSpacingsForOrthogonalAxes)
{
  EXPECT_NEAR(VoxelVolumeMm3(ObliqueGeometry()), 2.5 * 0.75 * 1.25, 1e-12);
}

TEST(ImageGeometry, CornerDistanceCountsVoxels)
{
  const ImageGeometry geometry = ObliqueGeometry();
  EXPECT_LT(CornerDistanceVoxels(geometry, geometry), 1e-13);
  const ImageGeometry shifted = Cropped(geometry, {{0, 3, 0}, {5, 7, 7}});
  EXPECT_NEAR(CornerDistanceVoxels(geometry, shifted), 3.0, 1e-12);
  ImageGeometry other = geometry;
  other.size.x = 8;
  EXPECT_EQ(CornerDistanceVoxels(geometry, other), std::numeric_limits<double>::infinity());
}

TEST(ImageGeometry, TheThicknessOfASingleSliceCounts)
{
  ImageGeometry thin;
  thin.size = {1, 4, 4};
  ImageGeometry thick = thin;
  thick.spacingMm.z = 3.0;
  EXPECT_NEAR(CornerDistanceVoxels(thin, thick), 1.0, 1e-12);
}

TEST(ImageGeometry, RequiringTheSameGridNamesBothAndTheFirstDifference)
{
  const ImageGeometry geometry = ObliqueGeometry();
  EXPECT_EQ(MessageOf(geometry, geometry), "");

  ImageGeometry size = geometry;
  size.size.x = 9;
  const std::string message = MessageOf(geometry, size);
  EXPECT_THAT(message, HasSubstr("image.nii and label.nii"));
  EXPECT_THAT(message, HasSubstr("size 7x4x5 and 9x4x5"));

  ImageGeometry spacing = geometry;
  spacing.spacingMm.y = 0.8;
  EXPECT_THAT(MessageOf(geometry, spacing), HasSubstr("spacing 1.25 x 0.75 x 2.5 and 1.25 x 0.8 x 2.5 mm"));

  ImageGeometry direction = Reordered(geometry, {{0, 1, 2}, {true, false, false}});
  EXPECT_THAT(MessageOf(geometry, direction), HasSubstr("direction LPS and LPI"));

  ImageGeometry origin = geometry;
  origin.originLps[1] = 41.0;
  EXPECT_THAT(MessageOf(geometry, origin), HasSubstr("origin (-12.5, 40.25, 7.75) and (-12.5, 41, 7.75) mm"));
}

TEST(ImageGeometry, ToleranceIsInVoxels)
{
  const ImageGeometry geometry = ObliqueGeometry();
  ImageGeometry near = geometry;
  near.originLps[0] += 0.0005;
  EXPECT_NO_THROW(RequireSameGeometry(geometry, "a", near, "b"));
  near.originLps[0] += 0.01;
  EXPECT_THROW(RequireSameGeometry(geometry, "a", near, "b"), Error);
  EXPECT_NO_THROW(RequireSameGeometry(geometry, "a", near, "b", 0.1));
}

TEST(ImageGeometry, DescriptionIsInFileOrder)
{
  ImageGeometry geometry;
  geometry.size = {35, 51, 37};
  geometry.spacingMm = {2.0, 1.0, 0.97656251};
  EXPECT_EQ(Describe(geometry), "37x51x35 voxels (x, y, z), 0.97656 x 1 x 2 mm, LPS");
}

} // namespace
} // namespace vox
