// SPDX-License-Identifier: Apache-2.0
#include "voxStateDict.h"

#include "voxAtomicFile.h"
#include "voxExpectError.h"
#include "voxSafetensors.h"
#include "voxTemporaryFolder.h"
#include "voxTorchFileBytes.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

using namespace testing::pickle;
using testing::TemporaryFolder;
using testing::TensorBytes;
using testing::TensorValue;
using testing::TorchZip;

class StateDict : public ::testing::Test
{
protected:
  /** A convolution's weights and the counter of a batch norm, as torch.save puts a state dict. */
  [[nodiscard]] std::string
  Saved() const
  {
    return OrderedDict({Text("conv1.weight"), TensorValue({.elements = 24, .sizes = {4, 2, 3}, .strides = {6, 3, 1}}),
                        Text("bn1.bias"), TensorValue({.key = "1", .elements = 4, .sizes = {4}, .strides = {1}}),
                        Text("bn1.num_batches_tracked"),
                        TensorValue({.key = "2", .type = "LongStorage", .elements = 1, .sizes = {}, .strides = {}})});
  }

  [[nodiscard]] std::filesystem::path
  Write(const std::string & value) const
  {
    WriteTextFile(m_Folder / "weights.pth",
                  TorchZip(value, {TensorBytes(m_Weight), TensorBytes(m_Bias), TensorBytes(at::ones({1}, at::kLong))}));
    return m_Folder / "weights.pth";
  }

  void
  ExpectRead(const std::filesystem::path & path) const
  {
    const std::map<std::string, at::Tensor> weights = ReadStateDict(path);
    ASSERT_EQ(weights.size(), 2U) << "the counter of batches is left out";
    EXPECT_TRUE(weights.at("conv1.weight").equal(m_Weight));
    EXPECT_TRUE(weights.at("bn1.bias").equal(m_Bias));
  }

  TemporaryFolder m_Folder;
  at::Tensor m_Weight = at::arange(24, at::kFloat).view({4, 2, 3}) - 3.5;
  at::Tensor m_Bias = at::arange(4, at::kFloat) + 0.25;
};

TEST_F(StateDict, IsReadAsItIsAndBelowTheUsualKeys)
{
  ExpectRead(Write(Saved()));
  ExpectRead(Write(Dict({Text("epoch"), Int(3), Text("state_dict"), Saved()})));
  ExpectRead(Write(Dict({Text("model"), Saved(), Text("args"), none})));
}

TEST_F(StateDict, IsAllThatAFileOfSafetensorsHolds)
{
  const auto view = [](const char * name, const at::Tensor & tensor) {
    return TensorView{
        name, "F32", tensor.sizes().vec(), {static_cast<const std::byte *>(tensor.const_data_ptr()), tensor.nbytes()}};
  };
  WriteSafetensors(m_Folder / "weights.safetensors",
                   std::vector{view("conv1.weight", m_Weight), view("bn1.bias", m_Bias)}, {});
  ExpectRead(m_Folder / "weights.safetensors");
}

TEST_F(StateDict, AFileWithoutTensorsIsRefused)
{
  for (const std::string & value : {Dict({Text("epoch"), Int(3)}), Text("resnet34"), none})
  {
    VOX_EXPECT_ERROR((void)ReadStateDict(Write(value)), ErrorKind::BadModel,
                     "weights.pth: found no dict of tensors, expected a state dict as torch.save writes it");
  }
}

} // namespace
} // namespace vox
