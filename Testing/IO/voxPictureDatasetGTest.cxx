// SPDX-License-Identifier: Apache-2.0
// Folders of pictures and masks: which belong together, and what the numbers of masks mean.
#include "voxExpectError.h"
#include "voxPictureDataset.h"
#include "voxPictureFile.h"
#include "voxTemporaryFolder.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <fstream>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;

at::Tensor
Grey(std::vector<int> values, std::int64_t rows, std::int64_t columns)
{
  return at::tensor(values).to(at::kByte).view({1, 1, rows, columns});
}

std::vector<int>
Values(const Volume & labels)
{
  const at::Tensor flat = labels.voxels.flatten();
  return {flat.data_ptr<int>(), flat.data_ptr<int>() + flat.numel()};
}

std::vector<std::string>
Names(const std::vector<PicturePair> & pairs)
{
  std::vector<std::string> names;
  for (const PicturePair & pair : pairs)
  {
    names.push_back(pair.name);
  }
  return names;
}

class PictureDataset : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    fs::create_directories(m_Folder / "images");
    fs::create_directories(m_Folder / "masks");
    m_Options.name = "Toy";
    m_Options.origin = "https://toy.example";
  }

  /** An empty file is enough: pairing opens none. */
  void
  Touch(const std::string & file) const
  {
    std::ofstream(m_Folder / file).flush();
  }

  void
  Write(const std::string & file, const std::string & text) const
  {
    std::ofstream(m_Folder / file) << text;
  }

  [[nodiscard]] PicturePairs
  List() const
  {
    return ListPicturePairs(m_Folder.Path(), m_Options);
  }

  /** The labels of a mask. */
  [[nodiscard]] std::vector<int>
  Labels(const fs::path & file) const
  {
    return Values(LabelsOfMask(ReadMaskNumbers(file, m_Options), m_Options, file));
  }

  TemporaryFolder m_Folder;
  PictureDatasetOptions m_Options;
};

TEST_F(PictureDataset, PairsByNameWhateverTheEnding)
{
  for (const char * file :
       {"images/b.jpg", "images/a.png", "masks/a.jpg", "masks/b.png", "images/a.mat", "masks/._a.png"})
  {
    Touch(file);
  }
  const PicturePairs pairs = List();
  EXPECT_EQ(Names(pairs.training), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(pairs.training[1].mask, m_Folder / "masks/b.png");
  EXPECT_TRUE(pairs.test.empty());
  EXPECT_TRUE(pairs.notes.empty());
}

TEST_F(PictureDataset, SaysWhereNamesDifferInCase)
{
  for (const char * file : {"images/Polyp_1.JPG", "masks/polyp_1.png"})
  {
    Touch(file);
  }
  const PicturePairs pairs = List();
  EXPECT_EQ(Names(pairs.training), std::vector<std::string>{"Polyp_1"});
  ASSERT_EQ(pairs.notes.size(), 1U);
  EXPECT_NE(pairs.notes[0].find("polyp_1.png for Polyp_1"), std::string::npos) << pairs.notes[0];
}

TEST_F(PictureDataset, RefusesPicturesWithoutMaskAndMasksWithoutPicture)
{
  for (int i = 0; i < 7; ++i)
  {
    Touch(fmt::format("images/p{}.jpg", i));
  }
  Touch("masks/p0.png");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "found no mask for 6 of 7 names");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "p1, p2, p3, p4, p5 and 1 more");
  Touch("masks/q.png");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "found no picture for 1 of 2 masks");
}

TEST_F(PictureDataset, RefusesTwoFilesOfOneName)
{
  for (const char * file : {"images/a.jpg", "images/A.png", "masks/a.png"})
  {
    Touch(file);
  }
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "found A.png and a.jpg, expected one file a name");
}

TEST_F(PictureDataset, SaysWhereAbsentDataIsToBeHad)
{
  fs::remove(m_Folder / "masks");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "masks: not found; expected the data set Toy");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "to be had from https://toy.example");
  fs::create_directory(m_Folder / "masks");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "images: found no pictures");
}

class ListedPictures : public PictureDataset
{
protected:
  void
  SetUp() override
  {
    PictureDataset::SetUp();
    for (const char * name : {"a", "b", "c", "d"})
    {
      Touch(fmt::format("images/{}.jpg", name));
      Touch(fmt::format("masks/{}.png", name));
    }
    m_Options.trainingList = "train.txt";
    m_Options.testList = "test.txt";
    Write("train.txt", "# name class\nc 1 2 3\n\na 1 1 1\n");
    Write("test.txt", "b 1\r\n");
  }
};

TEST_F(ListedPictures, KeepTheOrderOfTheLists)
{
  const PicturePairs pairs = List();
  EXPECT_EQ(Names(pairs.training), (std::vector<std::string>{"c", "a"}));
  EXPECT_EQ(Names(pairs.test), std::vector<std::string>{"b"});
}

TEST_F(ListedPictures, RefuseListsThatDoNotFit)
{
  Write("test.txt", "b\ne\n");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "found no picture for 1 of 2 names");
  Write("test.txt", "b\nb\n");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "found b twice");
  Write("test.txt", "a\nb\n");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "found 1 names that stand in");
  Write("test.txt", "# nothing\n");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "found no names");
  fs::remove(m_Folder / "test.txt");
  VOX_EXPECT_ERROR((void)List(), ErrorKind::BadInput, "test.txt: not found");
  m_Options.testList.clear();
  VOX_EXPECT_ERROR((void)List(), ErrorKind::Usage, "only one of training_list and test_list");
}

TEST_F(PictureDataset, ThresholdsWhatJpegHasBlurred)
{
  const fs::path mask = m_Folder / "masks/mask.jpg";
  at::Tensor picture = at::zeros({1, 1, 16, 32}, at::kByte);
  picture.slice(3, 13).fill_(255); // not at a border of the blocks of JPEG
  WriteJpeg(mask, picture.expand({3, 1, 16, 32}), 60);
  m_Options.threshold = 127;
  const Volume numbers = ReadMaskNumbers(mask, m_Options);
  EXPECT_GT(std::get<0>(at::_unique(numbers.voxels)).numel(), 2) << "compression leaves other values";
  EXPECT_TRUE(LabelsOfMask(numbers, m_Options, mask).voxels.equal(picture.gt(127).to(at::kInt)));
}

TEST_F(PictureDataset, ThresholdIsTheLargestValueOfBackground)
{
  const fs::path mask = m_Folder / "mask.png";
  WritePng(mask, Grey({0, 126, 127, 128, 254, 255}, 2, 3));
  m_Options.threshold = 127;
  EXPECT_EQ(Labels(mask), (std::vector<int>{0, 0, 0, 1, 1, 1}));
}

TEST_F(PictureDataset, AMaskThatTheThresholdWouldEmptyIsRefused)
{
  const fs::path mask = m_Folder / "mask.png";
  m_Options.threshold = 127;
  WritePng(mask, Grey({0, 1, 1, 0, 0, 1}, 2, 3));
  VOX_EXPECT_ERROR((void)Labels(mask), ErrorKind::BadInput, "found 0 and 1 as its only values, both background");
  WritePng(mask, Grey({0, 0, 0, 0, 0, 0}, 2, 3));
  EXPECT_EQ(Labels(mask), std::vector<int>(6, 0)) << "nothing is there";
  m_Options.threshold = 0;
  WritePng(mask, Grey({0, 1, 1, 0, 0, 1}, 2, 3));
  EXPECT_EQ(Labels(mask), (std::vector<int>{0, 1, 1, 0, 0, 1}));
}

TEST_F(PictureDataset, MapsNumbersToLabels)
{
  const fs::path mask = m_Folder / "mask.png";
  WritePng(mask, Grey({1, 2, 3, 3, 2, 1}, 3, 2));
  EXPECT_EQ(Labels(mask), (std::vector<int>{1, 2, 3, 3, 2, 1})) << "as they are";
  m_Options.maskValues = {{1, 1}, {2, 0}, {3, 2}};
  EXPECT_EQ(Labels(mask), (std::vector<int>{1, 0, 2, 2, 0, 1}));
}

TEST_F(PictureDataset, ShowsValuesThatMeanNothingAndHowToThreshold)
{
  const fs::path mask = m_Folder / "mask.png";
  WritePng(mask, Grey({0, 255, 3, 250, 250, 1, 2, 4, 5}, 3, 3));
  m_Options.maskValues = {{0, 0}, {255, 1}};
  VOX_EXPECT_ERROR((void)Labels(mask), ErrorKind::BadInput,
                   "found 7 pixels of other values than 0, 255: 1, 2, 3, 4, 5 ...");
  VOX_EXPECT_ERROR((void)Labels(mask), ErrorKind::BadInput, "set a threshold (\"threshold\": 127)");
}

TEST_F(PictureDataset, RefusesMasksOfColorsAndTransparency)
{
  const fs::path mask = m_Folder / "mask.png";
  WritePng(mask, Grey({0, 1}, 1, 2).expand({3, 1, 1, 2}));
  VOX_EXPECT_ERROR((void)Labels(mask), ErrorKind::BadInput, "has 3 values a voxel");
  WritePng(mask, Grey({0, 1}, 1, 2).expand({4, 1, 1, 2}));
  VOX_EXPECT_ERROR((void)Labels(mask), ErrorKind::BadInput, "a picture with alpha");
  m_Options.threshold = 127;
  VOX_EXPECT_ERROR((void)Labels(mask), ErrorKind::BadInput, "a picture with alpha");
}

} // namespace
} // namespace vox::testing
