// SPDX-License-Identifier: Apache-2.0
#include "voxAtomicFile.h"
#include "voxCaseExamples.h"
#include "voxExpectError.h"
#include "voxSafetensors.h"
#include "voxTemporaryFolder.h"

#include <fstream>

using namespace vox;
using namespace vox::testing;
using ::testing::HasSubstr;

TEST(CaseFile, ReadsBackWhatItWrote)
{
  const TemporaryFolder folder;
  TrainingCase written = ExampleCase("case_1", {5, 7, 9}, 3, 2); // odd number of labels: alignment matters
  written.locations.push_back(at::empty({0, 3}, at::kInt));
  WriteCaseFile(folder / "case_1.safetensors", written);
  const TrainingCase read = OpenCaseFile(folder / "case_1.safetensors");
  EXPECT_EQ(read.name, "case_1");
  EXPECT_EQ(read.record, written.record);
  EXPECT_TRUE(at::equal(read.image, written.image));
  EXPECT_TRUE(at::equal(read.labels, written.labels));
  ASSERT_EQ(read.locations.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i)
  {
    EXPECT_TRUE(at::equal(read.locations[i], written.locations[i]));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(read.locations[i].const_data_ptr()) % 4, 0U);
  }
  EXPECT_EQ(folder.EntryCount(), 1);
}

TEST(CaseFile, KeepsThePreviousStageAndTheAnnotatedVoxels)
{
  const TemporaryFolder folder;
  const TrainingCase written =
      WithAnnotated(WithPreviousStage(ExampleCase("full", {5, 7, 9}, 3)), {{0, 1, 2}, {4, 6, 8}});
  WriteCaseFile(folder / "full.safetensors", written);
  const TrainingCase read = OpenCaseFile(folder / "full.safetensors");
  EXPECT_TRUE(at::equal(read.labels, written.labels));
  EXPECT_TRUE(at::equal(read.previousStage, written.previousStage));
  EXPECT_TRUE(at::equal(read.annotated, written.annotated));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(read.annotated.const_data_ptr()) % 4, 0U);

  WriteCaseFile(folder / "plain.safetensors", ExampleCase("plain", {5, 7, 9}, 3));
  EXPECT_FALSE(OpenCaseFile(folder / "plain.safetensors").previousStage.defined());
  EXPECT_FALSE(OpenCaseFile(folder / "plain.safetensors").annotated.defined());
}

TEST(CaseFile, WithoutStructuresHasNoLocations)
{
  const TemporaryFolder folder;
  TrainingCase written = ExampleCase("empty", {3, 4, 5}, 1);
  written.locations.clear();
  WriteCaseFile(folder / "empty.safetensors", written);
  EXPECT_TRUE(OpenCaseFile(folder / "empty.safetensors").locations.empty());
}

TEST(CaseFile, StaysReadableAfterTheFileIsReplaced)
{
  const TemporaryFolder folder;
  const TrainingCase first = ExampleCase("a", {4, 5, 6}, 1);
  WriteCaseFile(folder / "a.safetensors", first);
  const TrainingCase open = OpenCaseFile(folder / "a.safetensors");
  WriteCaseFile(folder / "a.safetensors", ExampleCase("a", {4, 5, 6}, 2));
  EXPECT_TRUE(at::equal(open.image, first.image));
}

TEST(CaseFile, RefusesToWriteAWrongCase)
{
  const TemporaryFolder folder;
  TrainingCase wrong = ExampleCase("a", {4, 5, 6}, 1);
  wrong.locations[0] = wrong.locations[0].to(at::kLong);
  VOX_EXPECT_ERROR(WriteCaseFile(folder / "a.safetensors", wrong), ErrorKind::BadInput,
                   "foreground locations: found Long [6, 3], expected int [n, 3]");
  wrong = ExampleCase("a", {4, 5, 6}, 1);
  wrong.labels = wrong.labels.slice(0, 0, 3);
  VOX_EXPECT_ERROR(WriteCaseFile(folder / "a.safetensors", wrong), ErrorKind::BadInput, "labels: found size [3, 5, 6]");
  wrong = WithPreviousStage(ExampleCase("a", {4, 5, 6}, 1));
  wrong.previousStage = wrong.previousStage.to(at::kByte);
  VOX_EXPECT_ERROR(WriteCaseFile(folder / "a.safetensors", wrong), ErrorKind::BadInput, "previous stage: found Byte");
  wrong = ExampleCase("a", {4, 5, 6}, 1);
  wrong.annotated = at::zeros({2, 4}, at::kInt);
  VOX_EXPECT_ERROR(WriteCaseFile(folder / "a.safetensors", wrong), ErrorKind::BadInput,
                   "annotated locations: found Int [2, 4], expected int [n, 3]");
  EXPECT_EQ(folder.EntryCount(), 0);
}

TEST(CaseFile, NamesAFileThatIsNotACase)
{
  const TemporaryFolder folder;
  VOX_EXPECT_ERROR((void)OpenCaseFile(folder / "absent.safetensors"), ErrorKind::BadInput, "absent.safetensors");

  WriteTextFile(folder / "text.safetensors", "not a case");
  VOX_EXPECT_ERROR((void)OpenCaseFile(folder / "text.safetensors"), ErrorKind::BadInput,
                   "text.safetensors: not a preprocessed case");

  WriteSafetensors(folder / "model.safetensors", {}, {{"format", "pt"}});
  VOX_EXPECT_ERROR((void)OpenCaseFile(folder / "model.safetensors"), ErrorKind::BadInput, "metadata 'version'");

  WriteSafetensors(folder / "future.safetensors", {}, {{"format", "voxtome.case"}, {"version", "9"}});
  VOX_EXPECT_ERROR((void)OpenCaseFile(folder / "future.safetensors"), ErrorKind::BadInput,
                   "found format 'voxtome.case' 9, expected 'voxtome.case' 1");

  WriteSafetensors(folder / "hollow.safetensors", {},
                   {{"format", "voxtome.case"}, {"version", "1"}, {"name", "hollow"}});
  VOX_EXPECT_ERROR((void)OpenCaseFile(folder / "hollow.safetensors"), ErrorKind::BadInput,
                   "tensor 'image': found none");
}

TEST(CaseFile, NamesATruncatedFile)
{
  const TemporaryFolder folder;
  const std::filesystem::path path = folder / "short.safetensors";
  WriteCaseFile(path, ExampleCase("short", {4, 5, 6}, 1));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 10);
  VOX_EXPECT_ERROR((void)OpenCaseFile(path), ErrorKind::BadInput, "short.safetensors");
}
