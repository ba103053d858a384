// SPDX-License-Identifier: Apache-2.0
#include "voxRtStructure.h"

#include "voxExpectError.h"
#include "voxFramesOnGrid.h"
#include "voxGeometryExamples.h"
#include "voxSegmentationExamples.h"
#include "voxTemporaryFolder.h"
#include "voxTensorMemory.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

namespace vox::testing
{
namespace
{

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/** The first item at the end of a path of sequences. */
DcmItem &
First(DcmItem & object, const std::vector<DcmTagKey> & path)
{
  DcmItem * item = &object;
  for (const DcmTagKey & tag : path)
  {
    EXPECT_TRUE(item->findOrCreateSequenceItem(tag, item).good());
  }
  return *item;
}

void
ExpectRoundTrip(const DicomPhantom & phantom)
{
  const TemporaryFolder folder;
  const auto [source, grid] = WriteSeries(folder / "scan", phantom);
  const Segmentation labels = StrewnLabels(grid, 3);
  EXPECT_TRUE(WriteRtStructure(folder / "rt.dcm", labels, source).empty());
  const RtStructure read = ReadRtStructure(folder / "rt.dcm", grid, source);
  EXPECT_TRUE(read.notes.empty()) << read.notes.front();
  const Volume expected = FramesOnGrid(LabelsOnFrames(labels.layers.front(), source), source, grid);
  EXPECT_EQ(CountDifferences({{expected}, labels.segments}, read.segmentation, source), 0);
  EXPECT_EQ(read.segmentation.layers.front().geometry, grid);
  for (std::size_t i = 0; i < 3; ++i)
  {
    EXPECT_EQ(read.segmentation.segments[i].color, labels.segments[i].color);
  }
}

TEST(RtStructure, ContoursAreFilledToTheSameVoxels)
{
  ExpectRoundTrip({});
  DicomPhantom oblique;
  oblique.geometry = ObliqueGeometry();
  oblique.geometry.size = {4, 23, 38};
  ExpectRoundTrip(oblique);
  DicomPhantom single;
  single.geometry.size.z = 1;
  ExpectRoundTrip(single);
}

TEST(RtStructure, ContoursOnATiltedScanAreFilledWhereItsSlicesLie)
{
  DicomPhantom phantom;
  phantom.geometry.size = {5, 12, 7};
  phantom.tiltDegrees = 14.0;
  ExpectRoundTrip(phantom);
}

/** A block of 5x5 pixels on three slices, as a structure set. */
struct BlockStructure
{
  BlockStructure()
  {
    DicomPhantom phantom;
    phantom.geometry.size = {5, 9, 11};
    std::tie(source, grid) = [&] {
      WrittenSeries series = WriteSeries(folder / "scan", phantom);
      return std::pair(series.source, series.grid);
    }();
    labels = StrewnLabels(grid, 1);
    std::int32_t * label = MutableValuesOf<std::int32_t>(labels.layers.front().voxels);
    for (std::int64_t i = 0; i < Product(grid.size); ++i)
    {
      const std::int64_t z = i / 99;
      const std::int64_t y = i / 11 % 9;
      const std::int64_t x = i % 11;
      label[i] = z >= 1 && z < 4 && y >= 2 && y < 7 && x >= 3 && x < 8 ? 1 : 0;
    }
    (void)WriteRtStructure(folder / "rt.dcm", labels, source);
  }

  RtStructure
  Read(const std::function<void(DcmItem & object)> & edit) const
  {
    (void)WriteRtStructure(folder / "rt.dcm", labels, source);
    EditDicom(folder / "rt.dcm", edit);
    return ReadRtStructure(folder / "rt.dcm", grid, source);
  }

  TemporaryFolder folder;
  DicomSource source;
  ImageGeometry grid;
  Segmentation labels;
};

/** Contour data of a rectangle in pixels, on slice 2 of the block's scan or beside it. */
std::string
Rectangle(const ImageGeometry & grid, double top, double left, double bottom, double right, double slice = 2.0)
{
  std::string text;
  for (const auto & [row, column] : {std::pair(top, left), {top, right}, {bottom, right}, {bottom, left}})
  {
    const Vector3 p = WorldFromVoxel(grid, {slice, row, column});
    text += fmt::format("{}{:.4f}\\{:.4f}\\{:.4f}", text.empty() ? "" : "\\", p[0], p[1], p[2]);
  }
  return text;
}

void
AddContour(DcmItem & object, const std::string & data, const std::string & type)
{
  DcmItem * contour = nullptr;
  ASSERT_TRUE(
      First(object, {DCM_ROIContourSequence}).findOrCreateSequenceItem(DCM_ContourSequence, contour, -2).good());
  contour->putAndInsertString(DCM_ContourGeometricType, type.c_str());
  contour->putAndInsertString(DCM_ContourData, data.c_str());
}

TEST(RtStructure, AContourInAnotherIsAHole)
{
  const BlockStructure block;
  const RtStructure read = block.Read(
      [&](DcmItem & object) { AddContour(object, Rectangle(block.grid, 3.6, 4.6, 5.4, 6.4), "CLOSED_PLANAR"); });
  EXPECT_THAT(VoxelCounts(read.segmentation), ElementsAre(75 - 4));
  const std::int32_t * label = ValuesOf<std::int32_t>(read.segmentation.layers.front().voxels);
  EXPECT_EQ(label[(2 * 9 + 4) * 11 + 5], 0);
  EXPECT_EQ(label[(2 * 9 + 3) * 11 + 5], 1);
  EXPECT_EQ(label[(1 * 9 + 4) * 11 + 5], 1);
}

TEST(RtStructure, ContoursInSeveralHeightsOfASliceDoNotCancel)
{
  const BlockStructure block;
  for (const double slice : {1.75, 2.25})
  {
    const RtStructure read = block.Read([&](DcmItem & object) {
      AddContour(object, Rectangle(block.grid, 1.6, 2.6, 6.4, 7.4, slice), "CLOSED_PLANAR");
      AddContour(object, Rectangle(block.grid, 1.6, 2.6, 6.4, 7.4, slice > 2 ? 2.4 : 1.6), "CLOSED_PLANAR");
    });
    EXPECT_THAT(VoxelCounts(read.segmentation), ElementsAre(75)) << slice;
    EXPECT_THAT(read.notes, ElementsAre(HasSubstr("in several heights within a slice: 2 of its 5 contours")));
  }
}

TEST(RtStructure, WhatIsLeftOutIsTold)
{
  const BlockStructure block;
  const RtStructure read = block.Read([&](DcmItem & object) {
    AddContour(object, Rectangle(block.grid, 3.6, 4.6, 5.4, 6.4), "OPEN_PLANAR");
    DcmItem * structure = nullptr;
    object.findOrCreateSequenceItem(DCM_StructureSetROISequence, structure, -2);
    structure->putAndInsertString(DCM_ROINumber, "7");
    structure->putAndInsertString(DCM_ROIName, "Nothing");
  });
  EXPECT_THAT(read.notes, ElementsAre(HasSubstr("left out 1 points or open contours"),
                                      HasSubstr("'Nothing' has no closed contour")));
  EXPECT_THAT(VoxelCounts(read.segmentation), ElementsAre(75));
}

TEST(RtStructure, GapsAndOtherFramesOfReferenceAreTold)
{
  const BlockStructure block;
  const RtStructure read = block.Read([&](DcmItem & object) {
    DcmSequenceOfItems * contours = nullptr;
    First(object, {DCM_ROIContourSequence}).findAndGetSequence(DCM_ContourSequence, contours);
    delete contours->remove(1);
    First(object, {DCM_StructureSetROISequence}).putAndInsertString(DCM_ReferencedFrameOfReferenceUID, "1.2.3");
  });
  EXPECT_THAT(read.notes,
              ElementsAre(HasSubstr("names another frame of reference"), HasSubstr("contours on 2 of the 3 slices")));
  EXPECT_THAT(VoxelCounts(read.segmentation), ElementsAre(50));
}

TEST(RtStructure, RefusesWhatDoesNotFit)
{
  const BlockStructure block;
  const auto refused = [&](const std::string & message, const std::function<void(DcmItem &)> & edit) {
    VOX_EXPECT_ERROR((void)block.Read(edit), ErrorKind::BadInput, message);
  };
  refused("lies in frame of reference 1.2.3", [](DcmItem & object) {
    First(object, {DCM_StructureSetROISequence}).putAndInsertString(DCM_ReferencedFrameOfReferenceUID, "1.2.3");
    First(object,
          {DCM_ReferencedFrameOfReferenceSequence, DCM_RTReferencedStudySequence, DCM_RTReferencedSeriesSequence})
        .putAndInsertString(DCM_SeriesInstanceUID, "1.2.4");
  });
  refused("expected it within half a slice",
          [](DcmItem & object) { AddContour(object, "0\\0\\0\\9\\0\\0\\9\\9\\0", "CLOSED_PLANAR"); });
  refused("holds 4 numbers, expected three for each point",
          [](DcmItem & object) { AddContour(object, "0\\0\\0\\9", "CLOSED_PLANAR"); });
  refused("of structure 'li?ver' holds 3 numbers, expected three for each point, up to 1e+07 mm", [](DcmItem & object) {
    First(object, {DCM_StructureSetROISequence}).putAndInsertString(DCM_ROIName, "li\nver");
    AddContour(object, "0\\0\\1e300", "CLOSED_PLANAR");
  });
  refused("ROINumber (3006,0022) is 'one'", [](DcmItem & object) {
    First(object, {DCM_StructureSetROISequence}).putAndInsertString(DCM_ROINumber, "one");
  });
  refused("contours refer to structure 9", [](DcmItem & object) {
    First(object, {DCM_ROIContourSequence}).putAndInsertString(DCM_ReferencedROINumber, "9");
  });
  refused("none of its 1 structures has a closed contour",
          [](DcmItem & object) { object.findAndDeleteElement(DCM_ROIContourSequence); });
  refused("describes no structure", [](DcmItem & object) {
    object.findAndDeleteElement(DCM_ROIContourSequence);
    object.findAndDeleteElement(DCM_StructureSetROISequence);
  });
  VOX_EXPECT_ERROR((void)ReadRtStructure(block.source.frames.front().file, block.grid, block.source),
                   ErrorKind::BadInput, "RT Structure Set");
}

} // namespace
} // namespace vox::testing
