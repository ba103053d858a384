// SPDX-License-Identifier: Apache-2.0
#include "voxGeometryExamples.h"
#include "voxIdentityNetwork.h"
#include "voxRandom.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

using namespace testing;

/** Noise of all classes inside a random box, background around it: every voxel tells where it belongs. */
Volume
RandomLabels(const ImageGeometry & geometry, Random & random)
{
  const Zyx<std::int64_t> & size = geometry.size;
  at::Tensor voxels = at::zeros({1, size.z, size.y, size.x}, at::kInt);
  at::Tensor inside = voxels;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::int64_t first = random.Integer(0, size[axis] / 3);
    inside = inside.slice(static_cast<std::int64_t>(axis) + 1, first, size[axis] - random.Integer(0, size[axis] / 3));
  }
  at::Tensor values = at::empty(inside.sizes(), at::kInt);
  for (std::int64_t i = 0; i < values.numel(); ++i)
  {
    values.data_ptr<std::int32_t>()[i] = static_cast<std::int32_t>(random.Integer(0, classCount - 1));
  }
  inside.copy_(values);
  return MakeVolume(voxels, geometry);
}

ImageGeometry
RandomGeometry(Random & random)
{
  ImageGeometry geometry;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    geometry.size[axis] = 2 * random.Integer(1, 6) + 1;
    geometry.spacingMm[axis] = random.Uniform(0.3, 6.0);
    geometry.originLps[axis] = random.Uniform(-300.0, 300.0);
  }
  geometry.directionLps =
      testing::RotatedDirection(random.Uniform(-1.5, 1.5), random.Uniform(-1.5, 1.5), random.Uniform(-1.5, 1.5));
  return geometry;
}

/** Image file -> Preprocess -> windows -> labels on the file's grid -> label file -> labels; expects what went in. */
class IdentityPipeline : public ::testing::Test
{
protected:
  void
  ExpectLabelsComeBack(const Volume & labels, const PreprocessOptions & options, const Zyx<std::int64_t> & patchSize,
                       const std::string & ending) const
  {
    SCOPED_TRACE(Describe(labels.geometry) + " " + ending + " " + std::string(NameOf(options.readingOrder)));
    const auto imagePath = m_Folder / ("image" + ending);
    WriteImage(imagePath, MakeVolume(labels.voxels.to(at::kFloat), labels.geometry));
    const Volume image = ReadImage(imagePath);
    ASSERT_LT(CornerDistanceVoxels(image.geometry, labels.geometry), 1e-3);

    const Volume predicted = Predicted(image, options, patchSize);
    EXPECT_EQ(predicted.geometry, image.geometry);

    const auto labelPath = m_Folder / ("labels" + ending);
    WriteLabelMap(labelPath, predicted);
    const Volume read = ReadLabelMap(labelPath);
    EXPECT_TRUE(read.voxels.equal(labels.voxels));
    EXPECT_LT(CornerDistanceVoxels(read.geometry, labels.geometry), 1e-3);
  }

private:
  testing::TemporaryFolder m_Folder;
};

constexpr std::array<const char *, 3> endings{".nii.gz", ".nrrd", ".mha"};

TEST_F(IdentityPipeline, KeepsObliqueVolumesOfRandomOddSizesAndSpacings)
{
  Random random(20240229);
  for (int i = 0; i < 20; ++i)
  {
    const Volume labels = RandomLabels(RandomGeometry(random), random);
    const Zyx<std::int64_t> patch{random.Integer(1, 8), random.Integer(1, 8), random.Integer(1, 8)};
    for (const ReadingOrder order : readingOrders)
    {
      ExpectLabelsComeBack(labels, Unchanged(order), patch, endings[static_cast<std::size_t>(i) % endings.size()]);
    }
  }
}

TEST_F(IdentityPipeline, KeepsVolumesInAll48AxisOrders)
{
  Random random(48);
  ImageGeometry geometry;
  geometry.size = {5, 3, 7};
  geometry.spacingMm = {3.0, 0.5, 1.25};
  geometry.originLps = {10.0, -20.0, 30.0};
  const Volume labels = RandomLabels(geometry, random);
  for (const AxisOrder & axes : testing::AllAxisOrders())
  {
    const Volume reordered = Reordered(labels, axes);
    for (const ReadingOrder order : readingOrders)
    {
      ExpectLabelsComeBack(reordered, Unchanged(order), {4, 2, 4}, ".nii.gz");
      ExpectLabelsComeBack(reordered, Unchanged(order), {2, 8, 3}, ".nrrd");
    }
  }
}

TEST_F(IdentityPipeline, KeepsVolumesForEveryTranspositionOfAPlan)
{
  Random random(6);
  const Volume labels = RandomLabels(testing::ObliqueGeometry(), random);
  std::array<int, 3> transposition{0, 1, 2};
  do
  {
    for (const ReadingOrder order : readingOrders)
    {
      PreprocessOptions options = Unchanged(order);
      options.transposeForward = transposition;
      ExpectLabelsComeBack(labels, options, {3, 4, 2}, ".nrrd");
    }
  } while (std::next_permutation(transposition.begin(), transposition.end()));
}

TEST_F(IdentityPipeline, KeepsVolumesOfOneSliceAlongEachAxis)
{
  Random random(1);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    ImageGeometry geometry = testing::ObliqueGeometry();
    geometry.size = {9, 11, 7};
    geometry.size[axis] = 1;
    const Volume labels = RandomLabels(geometry, random);
    for (const ReadingOrder order : readingOrders)
    {
      for (const char * const ending : endings)
      {
        ExpectLabelsComeBack(labels, Unchanged(order), {1, 4, 4}, ending);
        ExpectLabelsComeBack(labels, Unchanged(order), {4, 4, 4}, ending);
      }
    }
  }
}

TEST_F(IdentityPipeline, KeepsVolumesThatAreEmptyFullOrASingleVoxel)
{
  ImageGeometry geometry = testing::ObliqueGeometry();
  const auto filled = [&](int value) {
    return MakeVolume(at::full({1, geometry.size.z, geometry.size.y, geometry.size.x}, value, at::kInt), geometry);
  };
  for (const ReadingOrder order : readingOrders)
  {
    ExpectLabelsComeBack(filled(0), Unchanged(order), {3, 3, 3}, ".nii.gz");
    ExpectLabelsComeBack(filled(3), Unchanged(order), {16, 16, 16}, ".nii.gz");
    Volume speck = filled(0);
    speck.voxels[0][4][0][6] = 2;
    ExpectLabelsComeBack(speck, Unchanged(order), {4, 4, 4}, ".nii.gz");
  }
  geometry.size = {1, 1, 1};
  ExpectLabelsComeBack(filled(1), Unchanged(ReadingOrder::Ras), {2, 2, 2}, ".nii.gz");
}

} // namespace
} // namespace vox
