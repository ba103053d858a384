// SPDX-License-Identifier: Apache-2.0
#include "voxPhantom.h"
#include "voxProcess.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

/** The run, with what the dynamic loader loads in its stderr. */
ProcessResult
RunAndListLibraries(const std::vector<std::string> & arguments, const fs::path & folder)
{
  ::setenv("LD_DEBUG", "files", 1);
  ProcessResult result = RunProgram(arguments, folder);
  ::unsetenv("LD_DEBUG");
  return result;
}

TEST(StartUp, LibTorchIsLoadedOnlyWhereItComputes)
{
  const TemporaryFolder folder;
  const Phantom phantom = MakePhantom({12, 13, 14}, 3);
  WriteImage(folder / "image.nii.gz", phantom.image);
  WriteLabelMap(folder / "label.nii.gz", phantom.labels);
  const std::vector<std::vector<std::string>> light{
      {"--help"},
      {"--version"},
      {"predict", "--help"},
      {"train", "--help"},
      {"reference", "man"},
      {"inspect", "image.nii.gz"},
      {"inspect", "label.nii.gz"},
      {"inspect", (PhantomWorkplace() / "Dataset001_Phantom").string(), "--check"},
      {"inspect", (PhantomWorkplace() / "run").string()},
      {"evaluate", "-r", "label.nii.gz", "-p", "label.nii.gz", "-o", "summary.json"},
      {"segment", "--method", "otsu", "-i", "image.nii.gz", "-o", "otsu.nii.gz", "--objects", "objects.csv"},
      {"inspect", "methods"},
      {"convert", "image.nii.gz", "image.nrrd"},
      {"convert", "label.nii.gz", "label.mha", "--labels"}};
  for (const std::vector<std::string> & arguments : light)
  {
    const ProcessResult result = RunAndListLibraries(arguments, folder.Path());
    EXPECT_EQ(result.exitCode, 0) << arguments.front();
    EXPECT_THAT(result.err, HasSubstr("libc10")) << arguments.front();
    EXPECT_THAT(result.err, Not(HasSubstr("libtorch_cpu"))) << arguments.front();
    EXPECT_THAT(result.err, Not(HasSubstr("libgomp"))) << arguments.front();
  }
  EXPECT_THAT(RunAndListLibraries({"inspect", "losses"}, folder.Path()).err, HasSubstr("libtorch_cpu"));
}

TEST(StartUp, AMissingPartIsOneLineWithItsName)
{
  const TemporaryFolder folder;
  fs::create_directories(folder / "bin");
  fs::copy_file(VOX_PROGRAM, folder / "bin/voxtome");
  const ProcessResult result = RunProgram({"doctor"}, folder.Path(), folder / "bin/voxtome");
  EXPECT_EQ(result.exitCode, 5);
  EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
  EXPECT_THAT(result.err, HasSubstr((folder / "lib/voxtome/libvoxtome-torch.so").string()));
  EXPECT_EQ(RunProgram({"--help"}, folder.Path(), folder / "bin/voxtome").exitCode, 0);
}

} // namespace
} // namespace vox::testing
