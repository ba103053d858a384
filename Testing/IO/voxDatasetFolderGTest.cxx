// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetFolder.h"

#include "voxExpectError.h"
#include "voxImageBytes.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>

namespace vox
{
namespace
{

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/** OpenDataset lists files without opening them, so empty ones do. */
void
Touch(const TemporaryFolder & folder, const std::vector<std::string> & names)
{
  for (const std::string & name : names)
  {
    std::filesystem::create_directories((folder / name).parent_path());
    WriteBytes(folder / name, "");
  }
}

void
Describe(const TemporaryFolder & folder, const std::string & channels, const std::string & more = "")
{
  WriteBytes(folder / "dataset.json", R"({"channel_names": )" + channels +
                                          R"(, "labels": {"background": 0, "a": 1}, "file_ending": ".nii.gz")" + more +
                                          "}");
}

std::vector<std::string>
Names(const std::vector<CaseFiles> & cases)
{
  std::vector<std::string> names;
  for (const CaseFiles & files : cases)
  {
    names.push_back(files.name);
  }
  return names;
}

std::vector<std::string>
FileNames(const CaseFiles & files)
{
  std::vector<std::string> names;
  for (const auto & path : files.channels)
  {
    names.push_back(path.filename().string());
  }
  return names;
}

TEST(DatasetFolder, AnNnUNetFolderIsListedWithItsChannels)
{
  const TemporaryFolder folder;
  Describe(folder, R"({"0": "CT", "1": "PET"})");
  Touch(folder, {"imagesTr/b_0001.nii.gz", "imagesTr/b_0000.nii.gz", "imagesTr/a_2_0000.nii.gz",
                 "imagesTr/a_2_0001.nii.gz", "imagesTr/._b_0000.nii.gz", "imagesTr/notes.txt", "labelsTr/b.nii.gz",
                 "labelsTr/a_2.nii.gz", "imagesTs/c_0000.nii.gz", "imagesTs/c_0001.nii.gz"});
  for (const auto & path : {folder.Path(), folder / "dataset.json"})
  {
    const DatasetFolder dataset = OpenDataset(path);
    EXPECT_EQ(dataset.root, folder.Path());
    EXPECT_THAT(dataset.description.channelNames, ElementsAre("CT", "PET"));
    EXPECT_THAT(Names(dataset.training), ElementsAre("a_2", "b"));
    EXPECT_THAT(FileNames(dataset.training[1]), ElementsAre("b_0000.nii.gz", "b_0001.nii.gz"));
    EXPECT_EQ(dataset.training[1].labels, folder / "labelsTr/b.nii.gz");
    EXPECT_THAT(Names(dataset.test), ElementsAre("c"));
    EXPECT_FALSE(dataset.test[0].labels.has_value());
  }
}

TEST(DatasetFolder, PicturesOfOneFileACaseNeedNoChannelNumber)
{
  const TemporaryFolder folder;
  WriteBytes(folder / "dataset.json", R"({"channel_names": {"0": "R", "1": "G", "2": "B"}, "file_ending": ".png",
                                          "labels": {"background": 0, "a": 1}})");
  Touch(folder, {"imagesTr/x.png", "imagesTr/y.png", "labelsTr/x.png", "labelsTr/y.png"});
  const DatasetFolder dataset = OpenDataset(folder.Path());
  EXPECT_THAT(Names(dataset.training), ElementsAre("x", "y"));
  EXPECT_THAT(FileNames(dataset.training[0]), ElementsAre("x.png"));
}

TEST(DatasetFolder, TheDatasetMapOfNnUNetIsFollowed)
{
  const TemporaryFolder folder;
  Describe(folder, R"({"0": "CT", "1": "PET"})",
           R"(, "dataset": {"z": {"images": ["x/ct.nii.gz", "x/pet.nii.gz"], "label": "y/z.nii.gz"}})");
  Touch(folder, {"x/ct.nii.gz", "x/pet.nii.gz", "y/z.nii.gz"});
  const DatasetFolder dataset = OpenDataset(folder.Path());
  EXPECT_THAT(Names(dataset.training), ElementsAre("z"));
  EXPECT_THAT(FileNames(dataset.training[0]), ElementsAre("ct.nii.gz", "pet.nii.gz"));
  EXPECT_EQ(dataset.training[0].labels, folder / "y/z.nii.gz");
}

TEST(DatasetFolder, TheListsOfTheDecathlonAreFollowed)
{
  const TemporaryFolder folder;
  WriteBytes(folder / "dataset.json",
             R"({"modality": {"0": "T1", "1": "T2"}, "labels": {"0": "background", "1": "a"},
                 "training": [{"image": "./imagesTr/q_2.nii.gz", "label": "./labelsTr/q_2.nii.gz"},
                              {"image": ["imagesTr/p_0000.nii.gz", "imagesTr/p_0001.nii.gz"], "label": "labelsTr/p.nii.gz"}],
                 "test": ["./imagesTs/r.nii.gz", {"image": "imagesTs/s.nii.gz"}]})");
  Touch(folder, {"imagesTr/q_2.nii.gz", "imagesTr/._q_2.nii.gz", "labelsTr/q_2.nii.gz", "imagesTr/p_0000.nii.gz",
                 "imagesTr/p_0001.nii.gz", "labelsTr/p.nii.gz", "imagesTs/r.nii.gz", "imagesTs/s.nii.gz"});
  const DatasetFolder dataset = OpenDataset(folder.Path());
  EXPECT_THAT(Names(dataset.training), ElementsAre("p", "q_2"));
  EXPECT_EQ(dataset.training[1].channels[0], folder / "imagesTr/q_2.nii.gz");
  EXPECT_EQ(dataset.training[1].labels, folder / "labelsTr/q_2.nii.gz");
  EXPECT_THAT(Names(dataset.test), ElementsAre("r", "s"));
}

TEST(DatasetFolder, AManifestNamesItsColumnsInAnyOrder)
{
  const TemporaryFolder folder;
  Describe(folder, R"({"0": "CT"})");
  Touch(folder, {"i/1.nii.gz", "i/2, with comma.nii.gz", "l/1.nii.gz", "i/3.nii.gz"});
  WriteBytes(folder / "cases.csv", "\xef\xbb\xbflabels,age,case,image\r\nl/1.nii.gz,50,one,i/1.nii.gz\r\n\r\n"
                                   ",60,two,\"i/2, with comma.nii.gz\"\r\n,\"6\"\"1\",three,i/3.nii.gz");
  const DatasetFolder dataset = OpenDataset(folder / "cases.csv");
  EXPECT_THAT(Names(dataset.training), ElementsAre("one"));
  EXPECT_EQ(dataset.training[0].labels, folder / "l/1.nii.gz");
  EXPECT_THAT(Names(dataset.test), ElementsAre("three", "two"));
  EXPECT_THAT(FileNames(dataset.test[1]), ElementsAre("2, with comma.nii.gz"));
}

TEST(DatasetFolder, AManifestMayHaveAColumnAChannel)
{
  const TemporaryFolder folder;
  Describe(folder, R"({"0": "CT", "1": "PET"})");
  Touch(folder, {"ct.nii.gz", "pet.nii.gz", "l.nii.gz"});
  WriteBytes(folder / "cases.csv", "case,image_0,image_1,labels\nx,ct.nii.gz,pet.nii.gz,l.nii.gz\n");
  const DatasetFolder dataset = OpenDataset(folder / "cases.csv");
  EXPECT_THAT(FileNames(dataset.training[0]), ElementsAre("ct.nii.gz", "pet.nii.gz"));
}

TEST(DatasetFolder, AllMissingFilesAreListedAtOnce)
{
  const TemporaryFolder folder;
  Describe(folder, R"({"0": "CT"})");
  Touch(folder, {"imagesTr/a_0000.nii.gz", "imagesTr/b_0000.nii.gz", "imagesTr/c_0000.nii.gz", "labelsTr/b.nii.gz"});
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput,
                   "2 of the files of the data set are wrong: labelsTr/a.nii.gz is missing, labelsTr/c.nii.gz is "
                   "missing; correct them");
  const DatasetFolder listed = ListDataset(folder.Path());
  EXPECT_THAT(Names(listed.training), ElementsAre("a", "b", "c"));
  EXPECT_THAT(FileProblems(listed, listed.training[0]), ElementsAre("labelsTr/a.nii.gz is missing"));
  EXPECT_THAT(FileProblems(listed, listed.training[1]), IsEmpty());
}

TEST(DatasetFolder, AChannelInBetweenIsMissed)
{
  const TemporaryFolder folder;
  Describe(folder, R"({"0": "CT", "1": "PET"})");
  Touch(folder, {"imagesTr/a_0000.nii.gz", "imagesTr/a_0002.nii.gz", "labelsTr/a.nii.gz"});
  const DatasetFolder listed = ListDataset(folder.Path());
  EXPECT_THAT(FileProblems(listed, listed.training[0]),
              ElementsAre("case 'a' has image files of 3 channels, expected 2 as dataset.json names them",
                          "imagesTr/a_0001.nii.gz is missing"));
}

TEST(DatasetFolder, WhatIsNoDatasetIsRefused)
{
  const TemporaryFolder folder;
  VOX_EXPECT_ERROR((void)OpenDataset(folder / "no"), ErrorKind::BadInput, "no such file or folder");
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput, "found no dataset.json");
  Touch(folder, {"a.nii.gz", "cases.csv"});
  VOX_EXPECT_ERROR((void)OpenDataset(folder / "a.nii.gz"), ErrorKind::BadInput, "expected a data set folder");
  VOX_EXPECT_ERROR((void)OpenDataset(folder / "cases.csv"), ErrorKind::BadInput, "found no dataset.json");
  Describe(folder, R"({"0": "CT", "1": "PET"})");
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput, "neither the folder imagesTr nor a list");
  Touch(folder, {"imagesTr/a_0000.nrrd"});
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput,
                   "found 1 images, none of which ends in .nii.gz");
  Touch(folder, {"imagesTr/a_0000.nii.gz", "imagesTr/a_0001.nii.gz", "imagesTr/a_0002.nii.gz"});
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput,
                   "case 'a' has image files of 3 channels, expected 2");
}

TEST(DatasetFolder, WrongEntriesOfADescriptionAreNamed)
{
  const TemporaryFolder folder;
  Describe(folder, R"({"0": "CT"})", R"(, "dataset": {"z": {"images": "x.nii.gz", "label": "y.nii.gz"}})");
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput, "dataset: z: found");
  Describe(folder, R"({"0": "CT"})", R"(, "dataset": {"z": {"images": [1], "label": "y.nii.gz"}})");
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput, "dataset: z: found");
  const auto decathlon = [&](const std::string & lists) {
    WriteBytes(folder / "dataset.json",
               R"({"modality": {"0": "T1"}, "labels": {"0": "background", "1": "a"}, )" + lists + "}");
  };
  decathlon(R"("training": [{"image": "a.nii.gz"}])");
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput, "expected a label beside the image");
  decathlon(R"("training": [7])");
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput, "training: found 7");
  decathlon(R"("training": [{"image": [], "label": "a.nii.gz"}])");
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput, "an entry without image");
  decathlon(R"("training": [{"image": "a.nii", "label": "l.nii"}, {"image": "b/a.nii.gz", "label": "l.nii"}])");
  VOX_EXPECT_ERROR((void)OpenDataset(folder.Path()), ErrorKind::BadInput, "the case 'a' occurs twice");
}

TEST(DatasetFolder, WrongManifestsAreNamed)
{
  const TemporaryFolder folder;
  Describe(folder, R"({"0": "CT"})");
  const auto expect = [&](const std::string & text, const std::string & part) {
    WriteBytes(folder / "c.csv", text);
    VOX_EXPECT_ERROR((void)OpenDataset(folder / "c.csv"), ErrorKind::BadInput, part);
  };
  expect("", "is empty, expected the columns");
  expect("case,picture,labels\n", "found the columns case, picture, labels, expected case, image");
  expect("case,image,labels\na,b\n", "line 2 has 2 values, expected 3");
  expect("case,image,labels\na,,c\n", "line 2 lacks a case name or an image");
  expect("case,image,labels\n,b,c\n", "line 2 lacks a case name or an image");
  expect("case,image,labels\n\"a\nb\",b,c\n", "control character in the name or a path of the case 'a?b'");
  expect("case,image,labels\na,\"b\rc\",c\n", "control character in the name or a path of the case 'a'");
}

TEST(ListCases, AFileIsOneCase)
{
  const TemporaryFolder folder;
  Touch(folder, {"a_0000.nii.gz", "b_0007.nii.gz"});
  const std::vector<CaseFiles> first = ListCases(folder / "a_0000.nii.gz");
  EXPECT_THAT(Names(first), ElementsAre("a"));
  EXPECT_EQ(first[0].channels[0], folder / "a_0000.nii.gz");
  EXPECT_THAT(Names(ListCases(folder / "b_0007.nii.gz")), ElementsAre("b_0007"));
}

TEST(ListCases, AFolderGivesItsImagesGroupedByChannel)
{
  const TemporaryFolder folder;
  Touch(folder, {"c.mha", "a_0001.nii.gz", "a_0000.nii.gz", "b.nrrd", ".hidden.nii.gz", "._c.mha", "readme.txt",
                 "scan_0003.nii.gz", "scan_0004.nii.gz", "sub/d.nii.gz"});
  const std::vector<CaseFiles> cases = ListCases(folder.Path());
  // Numbers that do not begin with 0000 belong to the name.
  EXPECT_THAT(Names(cases), ElementsAre("a", "b", "c", "scan_0003", "scan_0004"));
  EXPECT_THAT(FileNames(cases[0]), ElementsAre("a_0000.nii.gz", "a_0001.nii.gz"));
}

TEST(ListCases, GapsDoublesAndEmptyFoldersAreRefused)
{
  const TemporaryFolder folder;
  VOX_EXPECT_ERROR((void)ListCases(folder / "no"), ErrorKind::BadInput, "no such file or folder");
  VOX_EXPECT_ERROR((void)ListCases(folder.Path()), ErrorKind::BadInput, "found no image files");
  Touch(folder, {"a_0000.nii.gz", "a_0002.nii.gz"});
  VOX_EXPECT_ERROR((void)ListCases(folder.Path()), ErrorKind::BadInput,
                   "a_0001.nii.gz: missing, but a later channel of the case 'a' is there");
  std::filesystem::remove(folder / "a_0002.nii.gz");
  Touch(folder, {"a.mha"});
  VOX_EXPECT_ERROR((void)ListCases(folder.Path()), ErrorKind::BadInput, "both would be the case 'a'");
}

TEST(DatasetFolder, RealDecathlonTaskIsOpened)
{
  VOX_REQUIRE_SHARED("data/Task04_Hippocampus");
  const DatasetFolder dataset = OpenDataset(SharedPath("data/Task04_Hippocampus"));
  EXPECT_EQ(dataset.training.size(), 195u);
  EXPECT_EQ(dataset.training.front().name, "hippocampus_001");
  EXPECT_THAT(Names(dataset.test), ElementsAre("hippocampus_118"));
}

TEST(DatasetFolder, RealNnUNetDatasetIsOpened)
{
  VOX_REQUIRE_SHARED("data/Dataset018_LeftAtrium");
  const DatasetFolder dataset = OpenDataset(SharedPath("data/Dataset018_LeftAtrium"));
  EXPECT_EQ(dataset.training.size(), 12u);
  EXPECT_EQ(dataset.training.front().name, "la_001");
  EXPECT_THAT(FileNames(dataset.training.front()), ElementsAre("la_001_0000.nii.gz"));
  EXPECT_THAT(dataset.test, IsEmpty());
}

} // namespace
} // namespace vox
