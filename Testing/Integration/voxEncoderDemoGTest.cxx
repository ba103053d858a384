// SPDX-License-Identifier: Apache-2.0
// Networks on a classification network through the program: its weights come from a file, and stay where they are
// frozen.
#include "voxDrawnPolyps.h"
#include "voxProcess.h"
#include "voxTemporaryFolder.h"
#include "voxTorchFileBytes.h"

#include "voxAtomicFile.h"
#include "voxSafetensors.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

std::string
PlanOf(const std::string & encoder)
{
  return R"({"batch_size": 4, "patch_size": [64, 64], "voxtome": {"picture": {"rows": 64, "columns": 64, "grey": true}},
    "architecture": {"network_class_name": "voxtome.EncoderUNet",
      "arch_kwargs": {"encoder": ")" +
         encoder + R"(", "encoder_depth": 3, "decoder_channels": [8, 8, 8]}}})";
}

/** A file of torch.save with these tensors of single precision. */
std::string
TorchFile(const std::vector<TensorView> & tensors)
{
  std::vector<std::string> items;
  std::vector<std::string> storages;
  for (const TensorView & tensor : tensors)
  {
    TensorText text{.key = std::to_string(storages.size()), .elements = 1, .sizes = tensor.shape};
    text.strides.resize(tensor.shape.size());
    for (std::size_t axis = tensor.shape.size(); axis-- > 0;)
    {
      text.strides[axis] = text.elements;
      text.elements *= tensor.shape[axis];
    }
    items.insert(items.end(), {pickle::Text(tensor.name), TensorValue(text)});
    storages.emplace_back(reinterpret_cast<const char *>(tensor.bytes.data()), tensor.bytes.size());
  }
  return TorchZip(pickle::OrderedDict(items), storages);
}

class EncoderDemo : public ::testing::Test
{
protected:
  void
  SetUp() override
  {
    WriteDrawnPolyps(m_Folder / "polyps", 8);
  }

  [[nodiscard]] ProcessResult
  Train(const std::string & encoder, const std::string & output, const std::vector<std::string> & more) const
  {
    std::vector<std::string> words{"demo", "kvasir", "--data", "polyps", "-o", output, "--plan-set", PlanOf(encoder)};
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words, m_Folder.Path());
  }

  /** The tensors of the encoder of a trained model, as a file of the classifier names them: of torch.save or
   * safetensors. */
  void
  WriteEncoder(const std::string & run, const fs::path & file) const
  {
    const SafetensorsFile model(m_Folder / run / "run/model.safetensors");
    std::vector<TensorView> tensors;
    for (TensorView tensor : model.Tensors())
    {
      if (const auto at = tensor.name.find("encoder."); at != std::string::npos)
      {
        tensor.name = tensor.name.substr(at + 8);
        tensors.push_back(tensor);
      }
    }
    ASSERT_GT(tensors.size(), 10U);
    if (file.extension() == ".pth")
    {
      WriteTextFile(file, TorchFile(tensors));
      return;
    }
    WriteSafetensors(file, tensors, {});
  }

  /** Trained further with a frozen encoder, a network has the weights of the file. */
  void
  ExpectStartAndEnd(const std::string & encoder, const std::string & file) const
  {
    ASSERT_EQ(Train(encoder, "first", {"--set", "epochs=1"}).exitCode, 0);
    WriteEncoder("first", m_Folder / file);
    WriteEncoder("first", m_Folder / "before.safetensors");
    const ProcessResult result = Train(encoder, "second",
                                       {"--encoder-weights", file, "--set", "epochs=1", "seed=7",
                                        R"(optimizer.groups=[{"prefix": "encoder.", "factor": 0}])"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    WriteEncoder("second", m_Folder / "after.safetensors");
    const SafetensorsFile before(m_Folder / "before.safetensors");
    const SafetensorsFile after(m_Folder / "after.safetensors");
    for (const TensorView & tensor : before.Tensors())
    {
      const TensorView * same = after.Find(tensor.name);
      ASSERT_NE(same, nullptr) << tensor.name;
      EXPECT_TRUE(std::ranges::equal(same->bytes, tensor.bytes)) << tensor.name;
    }
  }

  TemporaryFolder m_Folder;
};

TEST_F(EncoderDemo, WeightsOfAFileAreTheStartAndStayWhereTheyAreFrozen)
{
  ExpectStartAndEnd("squeezenet1_1", "encoder.safetensors");
}

/** Frozen batch norms keep their running statistics too. */
TEST_F(EncoderDemo, WeightsAsTorchSavesThemDoToo)
{
  ExpectStartAndEnd("shufflenet_v2_x0_5", "encoder.pth");
}

TEST_F(EncoderDemo, WeightsOfAnotherEncoderAreRefusedByTheirFirstDifference)
{
  ASSERT_EQ(Train("squeezenet1_1", "first", {"--set", "epochs=1"}).exitCode, 0);
  WriteEncoder("first", m_Folder / "encoder.safetensors");
  const ProcessResult result =
      Train("squeezenet1_0", "second", {"--encoder-weights", "encoder.safetensors", "--set", "epochs=1"});
  EXPECT_EQ(result.exitCode, 4) << result.err;
  EXPECT_THAT(Lines(result.err).back(), AllOf(HasSubstr("encoder.safetensors"), HasSubstr("features.0.weight"),
                                              HasSubstr("[64, 1, 3, 3]"), HasSubstr("[96, 1, 7, 7]")));
  EXPECT_FALSE(fs::exists(m_Folder / "second/run/preprocessed")) << "found before long work";
}

} // namespace
} // namespace vox::testing
