// SPDX-License-Identifier: Apache-2.0
#include "voxDicomPhantom.h"
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxReadDicom.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"

#include <cmath>

namespace vox::testing
{
namespace
{

/** Linear in the world, so that linear resampling must bring it back exactly. */
double
Ramp(const Vector3 & world)
{
  return 3.0 * world[0] - 2.0 * world[1] + 1.5 * world[2];
}

DicomPhantom
TiltedPhantom(double degrees, bool oblique)
{
  DicomPhantom phantom;
  phantom.geometry.size = {7, 16, 9};
  phantom.geometry.directionLps = oblique ? RotatedDirection(0.25, -0.125, 0.375) : phantom.geometry.directionLps;
  phantom.tiltDegrees = degrees;
  phantom.slopes = {0.01};
  phantom.value = [](const Zyx<std::int64_t> &, const Vector3 & world) { return Ramp(world) - Ramp({-20, 35, 110}); };
  return phantom;
}

struct RampError
{
  double worst = 0.0;
  std::int64_t inside = 0;
};

/** Difference from the ramp of all voxels that are not `outside`. */
RampError
ErrorOfRamp(const DicomImage & image, double outside)
{
  RampError error;
  const Zyx<std::int64_t> & size = image.image.geometry.size;
  const float * values = ValuesOf<float>(image.image.voxels);
  for (std::int64_t i = 0; i < size.z * size.y * size.x; ++i)
  {
    const Zyx<double> voxel{static_cast<double>(i / (size.y * size.x)), static_cast<double>(i / size.x % size.y),
                            static_cast<double>(i % size.x)};
    if (values[i] != static_cast<float>(outside))
    {
      const double expected = Ramp(WorldFromVoxel(image.image.geometry, voxel)) - Ramp({-20, 35, 110});
      error.worst = std::max(error.worst, std::abs(values[i] - expected));
      ++error.inside;
    }
  }
  return error;
}

TEST(DicomTilt, AShearPutsTheValuesWhereTheyBelong)
{
  for (const double degrees : {12.0, -12.0, 25.0})
  {
    for (const bool oblique : {false, true})
    {
      const TemporaryFolder folder;
      const DicomPhantom phantom = TiltedPhantom(degrees, oblique);
      WriteDicomSeries(folder.Path(), phantom);
      const DicomImage image = ReadDicom(folder.Path());
      ASSERT_EQ(image.notes.size(), 1u);
      EXPECT_THAT(image.notes.front(), ::testing::HasSubstr(fmt::format("tilt of {:.2f}", std::abs(degrees))));
      const double shift = 18.0 * std::tan(std::abs(degrees) * 3.14159265358979 / 180.0) / 1.5;
      EXPECT_EQ(image.image.geometry.size.y, 16 + static_cast<std::int64_t>(std::ceil(shift)));
      EXPECT_EQ(image.image.geometry.size.x, 9);
      // Pixels at a slice's edge are carried on for half a pixel of 1.5 mm, over which the ramp changes by at most 3.
      const RampError error = ErrorOfRamp(image, -1024.0);
      EXPECT_LT(error.worst, 0.75 * std::sqrt(9.0 + 4.0 + 2.25) + 0.01);
      EXPECT_GE(error.inside, 7 * 15 * 9);
    }
  }
}

TEST(DicomTilt, InsideOfTheSlicesTheShearIsExact)
{
  for (const double degrees : {12.0, -12.0})
  {
    const TemporaryFolder folder;
    const DicomPhantom phantom = TiltedPhantom(degrees, true);
    WriteDicomSeries(folder.Path(), phantom);
    const DicomImage image = ReadDicom(folder.Path());
    const Zyx<std::int64_t> & size = image.image.geometry.size;
    double worst = 0.0;
    int count = 0;
    for (std::int64_t z = 0; z < size.z; ++z)
    {
      for (std::int64_t y = 0; y < size.y; ++y)
      {
        const Vector3 world =
            WorldFromVoxel(image.image.geometry, {static_cast<double>(z), static_cast<double>(y), 4.0});
        const auto & frame = image.source.frames[static_cast<std::size_t>(z)];
        const double row = VoxelFromWorld(frame.geometry, world).y;
        if (row >= -1e-6 && row <= 15.0 + 1e-6)
        {
          const float value = ValuesOf<float>(image.image.voxels)[(z * size.y + y) * size.x + 4];
          worst = std::max(worst, std::abs(value - (Ramp(world) - Ramp({-20, 35, 110}))));
          ++count;
        }
      }
    }
    EXPECT_LT(worst, 0.01); // the step of the stored numbers
    EXPECT_GE(count, 7 * 15);
  }
}

TEST(DicomTilt, LabelsComeBackToTheTiltedFrames)
{
  const TemporaryFolder folder;
  DicomPhantom phantom = TiltedPhantom(12.0, true);
  WriteDicomSeries(folder.Path(), phantom);
  const DicomImage image = ReadDicom(folder.Path());
  // Labels that say on which side of a plane of the world a voxel lies, drawn on the volume.
  const ImageGeometry & grid = image.image.geometry;
  const double middle = Ramp(WorldOf(phantom, {3, 8, 4}));
  const at::Tensor labels = NewTensor(std::array<std::int64_t, 4>{1, grid.size.z, grid.size.y, grid.size.x}, at::kInt);
  for (std::int64_t i = 0; i < labels.numel(); ++i)
  {
    const Zyx<double> voxel{static_cast<double>(i / (grid.size.y * grid.size.x)),
                            static_cast<double>(i / grid.size.x % grid.size.y), static_cast<double>(i % grid.size.x)};
    MutableValuesOf<std::int32_t>(labels)[i] = Ramp(WorldFromVoxel(grid, voxel)) > middle ? 2 : 1;
  }
  const at::Tensor frames = LabelsOnFrames(MakeVolume(labels, grid), image.source);
  ASSERT_EQ(frames.size(1), 7);
  int checked = 0;
  for (std::int64_t i = 0; i < frames.numel(); ++i)
  {
    const Zyx<std::int64_t> voxel{i / (16 * 9), i / 9 % 16, i % 9};
    const double beyond = Ramp(WorldOf(phantom, voxel)) - middle;
    // The nearest voxel is at most half a pixel of 1.5 mm away along y.
    if (std::abs(beyond) > 0.75 * std::sqrt(9.0 + 4.0 + 2.25))
    {
      EXPECT_EQ(ValuesOf<std::int32_t>(frames)[i], beyond > 0.0 ? 2 : 1);
      ++checked;
    }
  }
  EXPECT_GT(checked, 600);
}

TEST(DicomTilt, TiltAndUnevenSlicesTogetherAreUndone)
{
  const TemporaryFolder folder;
  DicomPhantom phantom = TiltedPhantom(18.5, false);
  phantom.slicePositionsMm = {0.0, 4.0, 8.0, 9.0, 13.0, 20.0, 24.0};
  WriteDicomSeries(folder.Path(), phantom);
  const DicomImage image = ReadDicom(folder.Path());
  ASSERT_EQ(image.notes.size(), 2u);
  EXPECT_EQ(image.image.geometry.size.z, 7);
  EXPECT_DOUBLE_EQ(image.image.geometry.spacingMm.z, 4.0);
  const Zyx<std::int64_t> & size = image.image.geometry.size;
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    // A row that all slices hold: where the last begins, the first has not ended.
    const std::int64_t row = size.y - 16 + 1;
    const Vector3 world = WorldFromVoxel(image.image.geometry, {static_cast<double>(z), static_cast<double>(row), 4.0});
    const float value = ValuesOf<float>(image.image.voxels)[(z * size.y + row) * size.x + 4];
    EXPECT_NEAR(value, Ramp(world) - Ramp({-20, 35, 110}), 0.02) << z;
  }
}

TEST(DicomTilt, OutsideOfOtherModalitiesIsTheMinimum)
{
  const TemporaryFolder folder;
  DicomPhantom phantom = TiltedPhantom(12.0, false);
  phantom.modality = "MR";
  phantom.value = [](const Zyx<std::int64_t> & voxel, const Vector3 &) { return 5.0 + static_cast<double>(voxel.x); };
  WriteDicomSeries(folder.Path(), phantom);
  const DicomImage image = ReadDicom(folder.Path());
  EXPECT_EQ(ValuesOf<float>(image.image.voxels)[(image.image.geometry.size.y - 1) * 9], 5.0F);
}

TEST(DicomTilt, ATiltThatTheHeaderDeniesIsStillUndone)
{
  const TemporaryFolder folder;
  DicomPhantom phantom = TiltedPhantom(12.0, false);
  phantom.tiltDegrees = 0.0;
  phantom.geometry.directionLps[1][0] = std::tan(12.0 * 3.14159265358979 / 180.0); // the way leans, no tilt is declared
  WriteDicomSeries(folder.Path(), phantom);
  const DicomImage image = ReadDicom(folder.Path());
  ASSERT_EQ(image.notes.size(), 1u);
  EXPECT_THAT(image.notes.front(), ::testing::HasSubstr("tilt of 12.00"));
}

} // namespace
} // namespace vox::testing
