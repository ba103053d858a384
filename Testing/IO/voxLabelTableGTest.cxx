// SPDX-License-Identifier: Apache-2.0
#include "voxLabelTable.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxLabelRow.h"
#include "voxTemporaryFolder.h"

#include <gtest/gtest.h>

namespace vox
{
namespace
{

using namespace testing;

std::vector<Segment>
TwoOrgans()
{
  return {{3, "liver", Rgb{221, 130, 101}, CodesOfStructure("liver"), 0},
          {-7, "kidney_left", Rgb{0, 255, 16}, CodesOfStructure("kidney_left"), 0}};
}

/** A file of this name and text. */
std::filesystem::path
File(const TemporaryFolder & folder, const std::string & name, const std::string & text)
{
  WriteTextFile(folder.Path() / name, text);
  return folder.Path() / name;
}

TEST(LabelTable, EveryFormatIsReadBackWithAllThatItHolds)
{
  const TemporaryFolder folder;
  for (const std::string ending : {".ctbl", ".txt", ".label", ".tsv", ".csv"})
  {
    const std::filesystem::path path = folder.Path() / ("table" + ending);
    WriteLabelTable(path, TwoOrgans());
    std::vector<Segment> expected = TwoOrgans();
    if (ending != ".csv")
    {
      expected[0].codes.reset();
      expected[1].codes.reset();
    }
    EXPECT_EQ(ReadLabelTable(path), expected) << ending;
  }
}

TEST(LabelTable, FreeSurfersTable)
{
  const TemporaryFolder folder;
  const auto path = File(folder, "lut.txt",
                         "#$Id: FreeSurferColorLUT.txt $\n\n#No. Label Name:   R   G   B   A\n\n"
                         "0   Unknown                                 0   0   0   0\n"
                         "17  Left-Hippocampus                        220 216 20  0\r\n");
  const std::vector<Segment> expected{{17, "Left-Hippocampus", Rgb{220, 216, 20}, {}, 0}};
  EXPECT_EQ(ReadLabelTable(path), expected);
}

TEST(LabelTable, ItkSnapsDescription)
{
  const TemporaryFolder folder;
  const auto path = File(folder, "snap.txt",
                         "# ITK-SnAP Label Description File\n    0  0 0 0  0 0 0 \"Clear Label\"\n"
                         "    2   255 0 12   0.5 1 1 \"Left ventricle #1\"\n");
  const std::vector<Segment> expected{{2, "Left ventricle #1", Rgb{255, 0, 12}, {}, 0}};
  EXPECT_EQ(ReadLabelTable(path), expected);
}

TEST(LabelTable, OptionalColumnsMayLack)
{
  const TemporaryFolder folder;
  const std::vector<Segment> expected{{1, "gray, \"matter\"", {}, {}, 0}};
  EXPECT_EQ(ReadLabelTable(File(folder, "a.csv", "\xef\xbb\xbfName,LabelValue\n\"gray, \"\"matter\"\"\",1\n")),
            expected);
  const std::vector<Segment> bids{{1, "Gray Matter", {}, {}, 0}, {2, "WM", Rgb{255, 83, 187}, {}, 0}};
  EXPECT_EQ(ReadLabelTable(File(folder, "b.tsv",
                                "index\tname\tabbreviation\tcolor\n0\tBackground\tB\tn/a\n"
                                "1\tGray Matter\tGM\tn/a\n2\tWM\tWM\t#ff53bb\n")),
            bids);
}

TEST(LabelTable, ADatasetJsonNamesItsLabels)
{
  const TemporaryFolder folder;
  const auto path = File(folder, "dataset.json",
                         R"({"channel_names": {"0": "CT"}, "labels": {"background": 0, "liver": 1, "tumor": 2},
                             "numTraining": 1, "file_ending": ".nii.gz"})");
  const std::vector<Segment> expected{{1, "liver", {}, {}, 0}, {2, "tumor", {}, {}, 0}};
  EXPECT_EQ(ReadLabelTable(path), expected);
}

TEST(LabelTable, BadTablesAreRefusedWithTheLine)
{
  const TemporaryFolder folder;
  const auto expect = [&](const std::string & name, const std::string & text, const std::string & message) {
    const auto path = File(folder, name, text);
    VOX_EXPECT_ERROR((void)ReadLabelTable(path), ErrorKind::BadInput, message);
  };
  expect("a.txt", "1 liver 1 2 3 0\n\n1 spleen 1 2 3 0\n", "line 3: the value 1 is that of line 1");
  expect("a.txt", "1 liver 1 2 3 0\n2 liver 1 2 3 0\n", "line 2: the name 'liver' is that of line 1");
  expect("a.ctbl", "1 liver 1 256 3 255\n", "line 1: found the green '256', expected a whole number from 0 to 255");
  expect("a.ctbl", "1.5 liver 1 2 3 255\n", "found the label value '1.5'");
  expect("a.txt", "one organ\n", "expected value, name, red, green, blue, alpha");
  expect("a.label", "1 2 3 \"liver\"\n", "expected value, name, red, green, blue, alpha");
  expect("a.txt", "# nothing\n", "holds no label but background");
  expect("a.csv", "LabelValue,Color_R\n1,2\n", "lacks the column Name, found LabelValue, Color_R");
  expect("a.csv", "LabelValue,Name\n1,liver\n2\n", "line 3 has 1 values, expected 2");
  expect("a.csv", "LabelValue,Name\n1,\n", "line 2: the label 1 has no name");
  expect("a.csv", "", "is empty");
  expect("a.tsv", "name\tcolor\nliver\t#000000\n", "lacks the column index");
  expect("a.tsv", "index\tname\tcolor\n1\tliver\tred\n", "found the color 'red', expected # and six");
  expect("a.lut", "1 liver 1 2 3 0\n", "its ending names no label table");
}

TEST(LabelTable, NamesThatAFormatCannotHoldAreRefused)
{
  const TemporaryFolder folder;
  const std::vector<Segment> quoted{{1, "a \"b\"", {}, {}, 0}};
  VOX_EXPECT_ERROR(WriteLabelTable(folder / "a.label", quoted), ErrorKind::BadInput, "holds a quote");
  VOX_EXPECT_ERROR(WriteLabelTable(folder / "a.nii", TwoOrgans()), ErrorKind::BadInput,
                   "its ending names no label table");
}

Segmentation
Row(const std::vector<int> & values, std::vector<Segment> segments)
{
  return {{LabelRow(values)}, std::move(segments)};
}

std::vector<int>
ValuesOfLayer(const Segmentation & segmentation)
{
  const at::Tensor & voxels = segmentation.layers.front().voxels;
  return {voxels.data_ptr<int>(), voxels.data_ptr<int>() + voxels.numel()};
}

TEST(MappedByName, FollowsNamesAndNotValues)
{
  const Segmentation in = Row(
      {0, 5, 2, 9, 5}, {{5, "Left Kidney", Rgb{1, 2, 3}, {}, 0}, {2, "liver", {}, {}, 0}, {9, "spleen", {}, {}, 0}});
  std::vector<std::string> dropped;
  const Segmentation out = MappedByName(in, {{2, "left_kidney", {}, {}, 0}, {5, "LIVER", {}, {}, 0}}, dropped);
  EXPECT_EQ(ValuesOfLayer(out), (std::vector<int>{0, 2, 5, 0, 2}));
  EXPECT_EQ(dropped, std::vector<std::string>{"spleen"});
  const std::vector<Segment> expected{{2, "left_kidney", Rgb{1, 2, 3}, {}, 0}, {5, "LIVER", {}, {}, 0}};
  EXPECT_EQ(out.segments, expected);
}

TEST(MappedByName, ValuesWithoutASegmentAreTold)
{
  std::vector<std::string> dropped;
  const Segmentation out = MappedByName(Row({4, 1, 4}, {{1, "liver", {}, {}, 0}}), {{3, "liver", {}, {}, 0}}, dropped);
  EXPECT_EQ(ValuesOfLayer(out), (std::vector<int>{0, 3, 0}));
  EXPECT_EQ(dropped, std::vector<std::string>{"value 4"});
}

TEST(MappedByName, NamesThatMatchTwiceAreRefused)
{
  std::vector<std::string> dropped;
  const Segmentation two = Row({1, 2}, {{1, "left kidney", {}, {}, 0}, {2, "left_kidney", {}, {}, 0}});
  const std::vector<Segment> oneName{{1, "Left-Kidney", {}, {}, 0}};
  VOX_EXPECT_ERROR((void)MappedByName(two, oneName, dropped), ErrorKind::BadInput,
                   "the labels 'left kidney' and 'left_kidney' are both 'Left-Kidney'");
  const Segmentation one = Row({1, 0}, {{1, "liver", {}, {}, 0}});
  const std::vector<Segment> twoNames{{1, "liver", {}, {}, 0}, {2, "Liver", {}, {}, 0}};
  VOX_EXPECT_ERROR((void)MappedByName(one, twoNames, dropped), ErrorKind::BadInput,
                   "is both 'liver' (1) and 'Liver' (2)");
}

} // namespace
} // namespace vox
