// SPDX-License-Identifier: Apache-2.0
#include "voxDicomPhantom.h"
#include "voxGeometryExamples.h"
#include "voxIdentityNetwork.h"
#include "voxReadDicom.h"
#include "voxReadVolume.h"
#include "voxSegmentationFile.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <array>

namespace vox
{
namespace
{

using namespace testing;

/** Background but for one voxel of each other class: in the first and the last corner and within. */
Volume
MarkedVoxels(const ImageGeometry & geometry)
{
  const Zyx<std::int64_t> & size = geometry.size;
  at::Tensor voxels = at::zeros({1, size.z, size.y, size.x}, at::kInt);
  voxels[0][0][0][0] = 1;
  voxels[0][size.z - 1][size.y - 1][size.x - 1] = 2;
  voxels[0][size.z / 2][size.y / 3][size.x / 2] = 3;
  return MakeVolume(voxels, geometry);
}

/** World position of the center of the only voxel of this value. */
Vector3
PositionOf(const Volume & labels, int value)
{
  const at::Tensor found = (labels.voxels[0] == value).nonzero();
  EXPECT_EQ(found.size(0), 1) << "voxels of value " << value;
  const auto index = found[0].to(at::kDouble).contiguous();
  const double * zyx = index.data_ptr<double>();
  return WorldFromVoxel(labels.geometry, {zyx[0], zyx[1], zyx[2]});
}

/** 48 axis orders x {axis-aligned, oblique} x {odd, one slice along an axis}, in four formats and as DICOM series. */
class GeometryGuarantee : public ::testing::TestWithParam<Zyx<std::int64_t>>
{
protected:
  /** Calls `check` with the marked voxels in each order and how they are to be read. */
  template <typename TCheck>
  void
  ForEachOrder(TCheck && check) const
  {
    std::size_t count = 0;
    for (const Matrix3 & direction : {ImageGeometry().directionLps, RotatedDirection(0.4, -0.7, 1.1)})
    {
      const Volume labels = MarkedVoxels({GetParam(), {2.75, 0.6, 1.1}, {-211.5, 97.25, 402.75}, direction});
      for (const AxisOrder & axes : AllAxisOrders())
      {
        const PreprocessOptions options = Unchanged(readingOrders[count++ % 2]);
        const Volume reordered = Reordered(labels, axes);
        SCOPED_TRACE(Describe(reordered.geometry) + " " + std::string(NameOf(options.readingOrder)));
        check(reordered, options);
      }
    }
    EXPECT_EQ(count, 96U);
  }

  /** After the network, in a file of labels with names, each marked voxel's center lies where it lay, to 1e-3 mm. */
  void
  ExpectCentersStay(const Volume & labels, const Volume & image, const PreprocessOptions & options,
                    const std::string & ending) const
  {
    const auto path = m_Folder / ("labels" + ending);
    const std::vector<Segment> names{{1, "first", {}, {}, 0}, {2, "last", {}, {}, 0}, {3, "within", {}, {}, 0}};
    WriteSegmentation(path, {{Predicted(image, options, {4, 4, 4})}, names});
    const Segmentation read = ReadSegmentation(path);
    for (const Segment & name : names)
    {
      const Segment * segment = FindSegment(read.segments, name.name);
      ASSERT_NE(segment, nullptr) << name.name << " " << ending;
      const Vector3 expected = PositionOf(labels, static_cast<int>(name.value));
      const Vector3 found = PositionOf(read.layers.front(), static_cast<int>(segment->value));
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        EXPECT_NEAR(found[axis], expected[axis], 1e-3) << name.name << " " << ending;
      }
    }
  }

  TemporaryFolder m_Folder;
};

TEST_P(GeometryGuarantee, CentersOfVoxelsStayInEveryFormat)
{
  constexpr std::array<std::pair<const char *, const char *>, 4> files{
      {{".nii", ".nii.gz"}, {".nii.gz", ".nii"}, {".nrrd", ".seg.nrrd"}, {".mha", ".mha"}}};
  ForEachOrder([&](const Volume & labels, const PreprocessOptions & options) {
    for (const auto & [imageEnding, labelEnding] : files)
    {
      const auto path = m_Folder / (std::string("image") + imageEnding);
      WriteImage(path, MakeVolume(labels.voxels.to(at::kFloat), labels.geometry));
      ExpectCentersStay(labels, ReadImage(path), options, labelEnding);
    }
  });
}

TEST_P(GeometryGuarantee, CentersOfVoxelsOfDicomSeriesStay)
{
  ForEachOrder([&](const Volume & labels, const PreprocessOptions & options) {
    const at::Tensor voxels = labels.voxels[0].contiguous();
    DicomPhantom phantom;
    phantom.geometry = labels.geometry;
    phantom.value = [&](const Zyx<std::int64_t> & at, const Vector3 &) {
      return static_cast<double>(voxels.data_ptr<int>()[(at.z * voxels.size(1) + at.y) * voxels.size(2) + at.x]);
    };
    const TemporaryFolder series;
    const auto path = PathOfSeries(WriteDicomSeries(series.Path(), phantom));
    ExpectCentersStay(labels, ReadDicom(path).image, options, ".seg.nrrd");
  });
}

INSTANTIATE_TEST_SUITE_P(Sizes, GeometryGuarantee,
                         ::testing::Values(Zyx<std::int64_t>{3, 5, 7}, Zyx<std::int64_t>{1, 4, 5},
                                           Zyx<std::int64_t>{5, 1, 4}, Zyx<std::int64_t>{5, 4, 1}));

} // namespace
} // namespace vox
