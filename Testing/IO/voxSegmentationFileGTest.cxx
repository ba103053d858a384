// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentationFile.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxLabelRow.h"
#include "voxLabelTable.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <bit>

namespace vox
{
namespace
{

using namespace testing;
using ::testing::HasSubstr;

/** A liver and a left kidney with values that are not in order. */
Segmentation
Organs()
{
  ImageGeometry geometry;
  geometry.size = {2, 3, 4};
  geometry.spacingMm = {2.5, 0.7, 0.8};
  geometry.originLps = {-10.25, 4.5, 100.0};
  at::Tensor labels = at::zeros({1, 2, 3, 4}, at::kInt);
  labels[0][0][1][2] = 300;
  labels[0][1][2][3] = 300;
  labels[0][1][0][0] = 7;
  return {{MakeVolume(labels, geometry)},
          {{300, "kidney left", Rgb{128, 0, 255}, CodesOfStructure("kidney left"), 0},
           {7, "liver & <all>", Rgb{221, 130, 101},
            SegmentCodes{{"SCT", "123037004", "Anatomical Structure"}, {"SCT", "10200004", "Liver"}, {}, {}, {}}, 0},
           {9, "not there", Rgb{1, 2, 3}, CodesOfStructure("spleen"), 0}}};
}

/** The same with a tumor over a part of the liver. */
Segmentation
OverlappingOrgans()
{
  Segmentation organs = Organs();
  Volume tumor = MakeVolume(at::zeros({1, 2, 3, 4}, at::kInt), organs.layers.front().geometry);
  tumor.voxels[0][1][0][0] = 7;
  organs.layers.push_back(tumor);
  organs.segments.push_back({7, "tumor", Rgb{255, 255, 0}, CodesOfStructure("tumor"), 1});
  return organs;
}

void
ExpectEqual(const Segmentation & found, const Segmentation & expected, const std::string & what)
{
  EXPECT_EQ(found.segments, expected.segments) << what;
  ASSERT_EQ(found.layers.size(), expected.layers.size()) << what;
  for (std::size_t i = 0; i < found.layers.size(); ++i)
  {
    EXPECT_TRUE(at::equal(found.layers[i].voxels, expected.layers[i].voxels)) << what << " layer " << i;
    EXPECT_LT(CornerDistanceVoxels(found.layers[i].geometry, expected.layers[i].geometry), 1e-5) << what;
  }
}

TEST(SegmentationFile, NrrdAndMetaImageKeepAll)
{
  const TemporaryFolder folder;
  for (const char * name : {"a.seg.nrrd", "a.nrrd", "a.mha"})
  {
    WriteSegmentation(folder / name, Organs());
    ExpectEqual(ReadSegmentation(folder / name), Organs(), name);
    EXPECT_TRUE(at::equal(ReadLabelMap(folder / name).voxels, Organs().layers.front().voxels)) << name;
  }
}

TEST(SegmentationFile, NiftiKeepsNamesAndColors)
{
  const TemporaryFolder folder;
  Segmentation expected = Organs();
  for (Segment & segment : expected.segments)
  {
    segment.codes.reset();
  }
  for (const char * name : {"a.nii", "a.nii.gz"})
  {
    WriteSegmentation(folder / name, Organs());
    ExpectEqual(ReadSegmentation(folder / name), expected, name);
    EXPECT_TRUE(at::equal(ReadLabelMap(folder / name).voxels, Organs().layers.front().voxels)) << name;
  }
}

TEST(SegmentationFile, OverlappingSegmentsAreLayersOfSlicersFile)
{
  const TemporaryFolder folder;
  WriteSegmentation(folder / "a.seg.nrrd", OverlappingOrgans());
  ExpectEqual(ReadSegmentation(folder / "a.seg.nrrd"), OverlappingOrgans(), "two layers");
  const std::string text = ReadTextFile(folder / "a.seg.nrrd");
  EXPECT_THAT(text, HasSubstr("kinds: list domain domain domain\n"));
  EXPECT_THAT(text, HasSubstr("sizes: 2 4 3 2\n"));
  EXPECT_THAT(text, HasSubstr("Segment3_Layer:=1\n"));
  VOX_EXPECT_ERROR((void)ReadLabelMap(folder / "a.seg.nrrd"), ErrorKind::BadInput, "2 values a voxel");
}

TEST(SegmentationFile, OtherFormatsHoldOneLayer)
{
  const TemporaryFolder folder;
  for (const char * name : {"a.nrrd", "a.mha", "a.nii.gz"})
  {
    VOX_EXPECT_ERROR(WriteSegmentation(folder / name, OverlappingOrgans()), ErrorKind::BadInput,
                     "the segments 'liver & <all>' and 'tumor' overlap, which only .seg.nrrd holds");
    EXPECT_FALSE(std::filesystem::exists(folder / name));
  }
}

TEST(SegmentationFile, SlicersKeysAreWhatSlicerWrites)
{
  const TemporaryFolder folder;
  WriteSegmentation(folder / "a.seg.nrrd", Organs());
  const std::string text = ReadTextFile(folder / "a.seg.nrrd");
  for (const char * line :
       {"Segment0_ID:=Segment_1\n", "Segment0_Name:=kidney left\n", "Segment0_Color:=0.501961 0 1\n",
        "Segment0_LabelValue:=300\n", "Segment0_Layer:=0\n", "Segment0_Extent:=2 3 1 2 0 1\n",
        "Segment2_Extent:=0 -1 0 -1 0 -1\n", "Segmentation_MasterRepresentation:=Binary labelmap\n",
        "Segment0_Tags:=TerminologyEntry:Segmentation category and type - DICOM master list~SCT^123037004^Anatomical "
        "Structure~SCT^64033007^Kidney~SCT^7771000^Left~Anatomic codes - DICOM master list~^^~^^|\n"})
  {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(SegmentationFile, ColorsAndCodesAreFilledIn)
{
  const TemporaryFolder folder;
  WriteSegmentation(folder / "a.seg.nrrd", {{LabelRow({0, 1, 2})}, {{1, "liver", {}, {}, 0}, {2, "xyz", {}, {}, 0}}});
  const std::vector<Segment> found = ReadSegmentation(folder / "a.seg.nrrd").segments;
  const std::vector<Segment> expected{{1, "liver", LabelColor(0), CodesOfStructure("liver"), 0},
                                      {2, "xyz", LabelColor(1), {}, 0}};
  EXPECT_EQ(found, expected);
}

TEST(SegmentationFile, ValuesWithoutNamesAreSegmentsNamedByTheirNumber)
{
  const TemporaryFolder folder;
  const std::vector<Segment> expected{{-3, "-3", {}, {}, 0}, {5, "5", {}, {}, 0}};
  for (const char * name : {"a.nii.gz", "a.nrrd", "a.mha"})
  {
    WriteLabelMap(folder / name, LabelRow({5, 0, -3, 5}));
    const Segmentation plain = ReadSegmentation(folder / name);
    EXPECT_EQ(plain.segments, expected) << name;
    WriteSegmentation(folder / "again.nii", plain); // a table that says nothing is not written
    EXPECT_EQ(std::filesystem::file_size(folder / "again.nii"), 352U + 4 * sizeof(int)) << name;
  }
  WriteSegmentation(folder / "b.nii", {{LabelRow({5, 0, 6})}, {{6, "liver", Rgb{1, 2, 3}, {}, 0}}});
  const std::vector<Segment> both{{6, "liver", Rgb{1, 2, 3}, {}, 0}, {5, "5", {}, {}, 0}};
  EXPECT_EQ(ReadSegmentation(folder / "b.nii").segments, both);
}

TEST(SegmentationFile, NamesInNiftiMayHoldMarkup)
{
  const TemporaryFolder folder;
  const std::vector<Segment> segments{{1, "a]]>b <Label Key=\"2\"> &amp; \xc3\xbc", Rgb{0, 0, 0}, {}, 0}};
  WriteSegmentation(folder / "a.nii", {{LabelRow({1})}, segments});
  EXPECT_EQ(ReadSegmentation(folder / "a.nii").segments, segments);
}

TEST(SegmentationFile, BigEndianExtensionsAreRead)
{
  const TemporaryFolder folder;
  WriteSegmentation(folder / "a.nii", {{LabelRow({1})}, {{1, "liver", Rgb{0, 9, 0}, {}, 0}}});
  std::string bytes = ReadTextFile(folder / "a.nii");
  const auto swap = [&](std::size_t at, std::size_t size) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
  };
  swap(0, 4);
  for (std::size_t i = 40; i < 56; i += 2)
  {
    swap(i, 2);
  }
  for (const std::size_t two : {68, 70, 72, 74, 120, 252, 254})
  {
    swap(two, 2);
  }
  for (std::size_t four = 76; four < 112; four += 4)
  {
    swap(four, 4);
  }
  for (std::size_t four = 112; four < 120; four += 4)
  {
    swap(four, 4);
  }
  for (std::size_t four = 256; four < 328; four += 4)
  {
    swap(four, 4);
  }
  swap(352, 4);
  swap(356, 4);
  WriteTextFile(folder / "b.nii", bytes);
  const Segmentation found = ReadSegmentation(folder / "b.nii");
  ASSERT_EQ(found.segments.size(), 1U);
  EXPECT_EQ(found.segments.front().name, "liver");
}

TEST(SegmentationFile, FilesBeforeSlicer411HaveOneLayerASegment)
{
  const TemporaryFolder folder;
  const std::string header = "NRRD0004\ntype: uchar\ndimension: 4\nspace: left-posterior-superior\nsizes: 2 3 1 1\n"
                             "space directions: none (1,0,0) (0,1,0) (0,0,1)\nkinds: list domain domain domain\n"
                             "encoding: raw\nspace origin: (0,0,0)\nSegment0_ID:=a\nSegment0_Name:=liver\n"
                             "Segment1_ID:=b\n\n";
  WriteTextFile(folder / "old.seg.nrrd", header + std::string("\0\1\1\1\1\0", 6));
  const Segmentation found = ReadSegmentation(folder / "old.seg.nrrd");
  const std::vector<Segment> expected{{1, "liver", {}, {}, 0}, {1, "b", {}, {}, 1}};
  EXPECT_EQ(found.segments, expected);
  ASSERT_EQ(found.layers.size(), 2U);
  EXPECT_TRUE(at::equal(found.layers[0].voxels, LabelRow({0, 1, 1}).voxels));
  EXPECT_TRUE(at::equal(found.layers[1].voxels, LabelRow({1, 1, 0}).voxels));
}

TEST(SegmentationFile, BadKeysAreRefusedByName)
{
  const TemporaryFolder folder;
  const auto expect = [&](const std::string & keys, const std::string & message) {
    const std::string header = "NRRD0004\ntype: uchar\ndimension: 3\nspace: left-posterior-superior\nsizes: 1 1 1\n"
                               "space directions: (1,0,0) (0,1,0) (0,0,1)\nkinds: domain domain domain\n"
                               "encoding: raw\nspace origin: (0,0,0)\n";
    WriteTextFile(folder / "bad.seg.nrrd", header + keys + "\n" + std::string("\1", 1));
    VOX_EXPECT_ERROR((void)ReadSegmentation(folder / "bad.seg.nrrd"), ErrorKind::BadInput, message);
  };
  expect("Segment0_ID:=a\nSegment0_Color:=0 2 0\n", "its header says Segment0_Color '0 2 0', expected three numbers");
  expect("Segment0_ID:=a\nSegment0_Color:=0 1\n", "expected three numbers from 0 to 1");
  expect("Segment0_ID:=a\nSegment0_LabelValue:=one\n", "Segment0_LabelValue 'one', expected a whole number");
  expect("Segment0_ID:=a\nSegment0_Layer:=1\n", "Segment0_Layer '1', expected 0 to 0");
  expect("Segment0_ID:=a\nSegment1_ID:=b\n", "the value 1 belongs to two segments");
  expect("Segment0_ID:=a\nSegment1_ID:=b\x1b[2J\n", "the second is 'b?[2J'");
  expect("Segment0_ID:=a\nSegment1_ID:=a\nSegment1_LabelValue:=2\n", "two segments are named 'a'");
}

TEST(SegmentationFile, BadSegmentationsAreNotWritten)
{
  const TemporaryFolder folder;
  const auto expect = [&](const Segmentation & segmentation, const std::string & message) {
    VOX_EXPECT_ERROR(WriteSegmentation(folder / "a.seg.nrrd", segmentation), ErrorKind::BadInput, message);
    EXPECT_TRUE(std::filesystem::is_empty(folder.Path()));
  };
  expect({{LabelRow({1})}, {{1, "a", {}, {}, 0}, {1, "b", {}, {}, 0}}}, "the value 1 belongs to two segments");
  expect({{LabelRow({1})}, {{1, "a", {}, {}, 0}, {2, "a", {}, {}, 0}}}, "two segments are named 'a'");
  expect({{LabelRow({1})}, {{1, "a", {}, {}, 1}}}, "lies in layer 1, found 1 layers");
  expect({{LabelRow({1}), LabelRow({1, 2})}, {}}, "size");
  expect({{LabelRow({1})}, {{1, "a\nb", {}, {}, 0}}}, "control character");
  SegmentCodes codes = *CodesOfStructure("liver");
  codes.type.meaning = "li|ver";
  expect({{LabelRow({1})}, {{1, "a", {}, codes, 0}}}, "found '~', '^' or '|' in the code 'li|ver'");
}

TEST(SegmentationFile, DamagedNiftiExtensionsAreRefused)
{
  const TemporaryFolder folder;
  WriteSegmentation(folder / "a.nii", {{LabelRow({1})}, {{1, "liver", Rgb{0, 9, 0}, {}, 0}}});
  const std::string bytes = ReadTextFile(folder / "a.nii");
  const auto expect = [&](const std::string & from, const std::string & to, const std::string & message) {
    std::string changed = bytes;
    changed.replace(changed.find(from), from.size(), to);
    WriteTextFile(folder / "b.nii", changed);
    VOX_EXPECT_ERROR((void)ReadSegmentation(folder / "b.nii"), ErrorKind::BadInput, message);
  };
  expect("Key=\"1\"", "Key=\"x\"", "has a label with Key 'x', expected a number");
  expect("Red=\"0\"", "Red=\"7\"", "has Red 7, expected 0 to 1");
  expect("</Label>", "<+Label>", "ends within a label");
  std::string huge = bytes;
  huge.replace(352, 4, "\xff\xff\xff\x7f");
  WriteTextFile(folder / "b.nii", huge);
  VOX_EXPECT_ERROR((void)ReadSegmentation(folder / "b.nii"), ErrorKind::BadInput, "found a NIfTI extension of");
}

TEST(SegmentationFile, TotalSegmentatorsFilesNameTheirOrgans)
{
  VOX_REQUIRE_SHARED("data/totalsegmentator-tests");
  const Segmentation found =
      ReadSegmentation(SharedPath("data/totalsegmentator-tests/tests/reference_files/example_seg_roi_subset.nii.gz"));
  const std::vector<Segment> expected{{5, "liver", Rgb{0, 255, 255}, {}, 0}, {90, "brain", Rgb{255, 128, 0}, {}, 0}};
  EXPECT_EQ(found.segments, expected);
}

} // namespace
} // namespace vox
