// SPDX-License-Identifier: Apache-2.0
#include "voxPhantom.h"
#include "voxProcess.h"

#include "voxAtomicFile.h"
#include "voxSafetensors.h"

#include <gmock/gmock.h>

#include <csignal>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;

std::vector<std::string>
Train(const std::string & run)
{
  return {"train",
          "-d",
          "Dataset001_Phantom",
          "-c",
          "3d_fullres",
          "-f",
          "0",
          "-o",
          run,
          "-p",
          "plan/plans.json",
          "--preprocessed",
          "preprocessed",
          "--plan-set",
          kTinyPlan,
          "--set",
          "epochs=80",
          "iterations_per_epoch=2",
          "validation_iterations=1"};
}

TEST(Interruption, SigtermLeavesACheckpointFromWhichResumeEndsWithTheSameModel)
{
  const fs::path & workplace = PhantomWorkplace();
  const fs::path run = workplace / "interrupted";
  Process process(Train("interrupted"), workplace);
  ASSERT_TRUE(WaitForFile(run / "log.jsonl"));
  process.Signal(SIGTERM);
  const ProcessResult stopped = process.Wait();
  EXPECT_EQ(stopped.exitCode, 130) << stopped.err;
  EXPECT_THAT(stopped.err, ::testing::HasSubstr("--resume"));
  ASSERT_TRUE(fs::exists(run / "checkpoint_latest.safetensors"));
  EXPECT_FALSE(fs::exists(run / "model.safetensors")) << "the run was over before the signal came";
  const std::size_t epochsBefore = Lines(ReadTextFile(run / "log.jsonl")).size();
  EXPECT_LT(epochsBefore, 80u);

  const ProcessResult resumed = RunProgram({"train", "-o", "interrupted", "--resume"}, workplace);
  ASSERT_EQ(resumed.exitCode, 0) << resumed.err;
  EXPECT_EQ(Lines(ReadTextFile(run / "log.jsonl")).size(), 80u);

  const ProcessResult straight = RunProgram(Train("straight"), workplace);
  ASSERT_EQ(straight.exitCode, 0) << straight.err;
  const SafetensorsFile model(run / "model.safetensors");
  const SafetensorsFile expected(workplace / "straight/model.safetensors");
  EXPECT_EQ(TensorDigest(model.Tensors()), TensorDigest(expected.Tensors()));
}

} // namespace
} // namespace vox::testing
