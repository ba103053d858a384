// SPDX-License-Identifier: Apache-2.0
#include "voxDicomSource.h"

#include "voxTensorMemory.h"

#include <gtest/gtest.h>

namespace vox
{
namespace
{

/** Labels 1 to 2 * 3 * 4 on an oblique anisotropic grid. */
Volume
CountedLabels()
{
  ImageGeometry geometry;
  geometry.size = {2, 3, 4};
  geometry.spacingMm = {5.0, 2.0, 0.5};
  geometry.originLps = {-10.0, 20.0, 30.0};
  geometry.directionLps = {{{0.0, 0.6, 0.8}, {0.0, 0.8, -0.6}, {1.0, 0.0, 0.0}}};
  const at::Tensor voxels = NewTensor(std::array<std::int64_t, 4>{1, 2, 3, 4}, at::kInt);
  for (std::int32_t i = 0; i < 24; ++i)
  {
    MutableValuesOf<std::int32_t>(voxels)[i] = i + 1;
  }
  return MakeVolume(voxels, geometry);
}

DicomSource
FramesOf(const ImageGeometry & geometry)
{
  DicomSource source;
  for (std::int64_t z = 0; z < geometry.size.z; ++z)
  {
    source.frames.push_back(
        {"slice.dcm", 1, "", "", Cropped(geometry, {{z, 0, 0}, {z + 1, geometry.size.y, geometry.size.x}})});
  }
  return source;
}

TEST(DicomSource, LabelsOnTheirOwnFramesStayAsTheyAre)
{
  const Volume labels = CountedLabels();
  const at::Tensor frames = LabelsOnFrames(labels, FramesOf(labels.geometry));
  ASSERT_EQ(frames.sizes(), labels.voxels.sizes());
  for (int i = 0; i < 24; ++i)
  {
    EXPECT_EQ(ValuesOf<std::int32_t>(frames)[i], i + 1);
  }
}

TEST(DicomSource, FramesBesideTheLabelsAreBackground)
{
  const Volume labels = CountedLabels();
  DicomSource source = FramesOf(labels.geometry);
  source.frames.front().geometry.originLps[2] -= 5.0; // the slice before the first
  const at::Tensor frames = LabelsOnFrames(labels, source);
  EXPECT_EQ(ValuesOf<std::int32_t>(frames)[0], 0);
  EXPECT_EQ(ValuesOf<std::int32_t>(frames)[12], 13);
}

} // namespace
} // namespace vox
