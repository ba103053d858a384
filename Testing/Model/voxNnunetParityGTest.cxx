// SPDX-License-Identifier: Apache-2.0
// Checkpoints as nnU-Net 2.8.1 wrote them, tensor by tensor.
#include "voxNnunetFolder.h"

#include "voxPickleValues.h"
#include "voxSharedFolder.h"
#include "voxTorchArchive.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <openssl/sha.h>

#include <array>
#include <span>

namespace vox
{
namespace
{

std::string
Sha256(const at::Tensor & tensor)
{
  const at::Tensor packed = tensor.contiguous();
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(static_cast<const unsigned char *>(packed.const_data_ptr()), packed.nbytes(), digest.data());
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

/** A checkpoint and what Python found in it. */
struct ParityCheckpoint
{
  const char * file;
  const char * expected;
};

void
PrintTo(const ParityCheckpoint & checkpoint, std::ostream * stream)
{
  *stream << checkpoint.expected;
}

class NnunetCheckpointParity : public ::testing::TestWithParam<ParityCheckpoint>
{};

TEST_P(NnunetCheckpointParity, EveryTensorHasTheBytesThatPythonReads)
{
  VOX_REQUIRE_SHARED(GetParam().file);
  const TorchArchive archive(testing::SharedPath(GetParam().file));
  const Json expected = ReadJson(testing::SharedPath(GetParam().expected));
  const PickleNode & state = *FindInPickle(archive.Root(), "network_weights");
  ASSERT_EQ(state.items.size() / 2, expected.at("network_weights").size());
  for (std::size_t i = 0; i < state.items.size(); i += 2)
  {
    const std::string & key = state.items[i]->text;
    const Json & entry = expected.at("network_weights").at(key);
    const at::Tensor weight = archive.Tensor(*state.items[i + 1], key);
    EXPECT_EQ(weight.sizes().vec(), entry.at("shape").get<std::vector<std::int64_t>>()) << key;
    EXPECT_EQ(Sha256(weight), entry.at("sha256_le_bytes").get<std::string>()) << key;
  }
  const PickleNode & optimizer = *FindInPickle(*FindInPickle(archive.Root(), "optimizer_state"), "state");
  EXPECT_EQ(optimizer.items.size() / 2, expected.at("optimizer_state_entries").get<std::size_t>());
  for (std::size_t i = 0; i < optimizer.items.size(); i += 2)
  {
    const std::string key = std::to_string(optimizer.items[i]->integer);
    const at::Tensor momentum = archive.Tensor(*FindInPickle(*optimizer.items[i + 1], "momentum_buffer"), key);
    EXPECT_EQ(Sha256(momentum), expected.at("momentum_buffers").at(key).at("sha256").get<std::string>()) << key;
  }
}

TEST_P(NnunetCheckpointParity, EverythingElseIsWhatPythonReads)
{
  VOX_REQUIRE_SHARED(GetParam().file);
  const TorchArchive archive(testing::SharedPath(GetParam().file));
  const Json expected = ReadJson(testing::SharedPath(GetParam().expected));
  const PickleNode & root = archive.Root();
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < root.items.size(); i += 2)
  {
    keys.push_back(root.items[i]->text);
  }
  EXPECT_EQ(keys, expected.at("top_level_keys").get<std::vector<std::string>>());
  for (const char * key : {"current_epoch", "_best_ema", "trainer_name", "inference_allowed_mirroring_axes",
                           "grad_scaler_state", "logging"})
  {
    EXPECT_EQ(PickleToJson(*FindInPickle(root, key), key), expected.at(key)) << key;
  }
  const PickleNode & arguments = *FindInPickle(root, "init_args");
  EXPECT_EQ(FindInPickle(arguments, "configuration")->text, expected.at("configuration").get<std::string>());
  EXPECT_EQ(FindInPickle(arguments, "fold")->integer, expected.at("fold").get<std::int64_t>());
  const PickleNode & device = *FindInPickle(arguments, "device");
  ASSERT_EQ(device.text, "torch device");
  EXPECT_TRUE(expected.at("device").get<std::string>().starts_with(ArgumentInPickle(device, 0)->text));
  EXPECT_EQ(PickleToJson(*FindInPickle(*FindInPickle(root, "optimizer_state"), "param_groups"), "groups"),
            expected.at("optimizer_param_groups"));
}

INSTANTIATE_TEST_SUITE_P(
    All, NnunetCheckpointParity,
    ::testing::Values(
        ParityCheckpoint{"parity/models/m1_hippocampus_3d_fullres_plain/nnUNetTrainer__nnUNetPlans__3d_fullres/fold_0/"
                         "checkpoint_final.pth",
                         "parity/loader/m1_fold0_expected.json"},
        ParityCheckpoint{"parity/loader/checkpoint_gpu_layout.pth",
                         "parity/loader/checkpoint_gpu_layout_expected.json"},
        ParityCheckpoint{"parity/legacy/checkpoint_legacy_serialization.pth",
                         "parity/legacy/checkpoint_legacy_serialization_expected.json"}));

/** A results folder of nnU-Net and what is known of it. */
struct ParityFolder
{
  const char * folder;
  const char * configuration;
  std::vector<std::string> folds;
  std::vector<int> mirrorAxes;
};

TEST(NnunetFolderParity, EveryFolderOfNnunetIsAModel)
{
  VOX_REQUIRE_SHARED("parity/models");
  const std::vector<int> allAxes{0, 1, 2};
  const std::vector<ParityFolder> folders{
      {"m1_hippocampus_3d_fullres_plain/nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", {"0", "1"}, allAxes},
      {"m2_hippocampus_2d_plain/nnUNetTrainer__nnUNetPlans__2d", "2d", {"0"}, {1, 2}},
      {"m3_hippocampus_3d_fullres_resenc/nnUNetTrainer__nnUNetResEncUNetMPlans__3d_fullres",
       "3d_fullres",
       {"0"},
       allAxes},
      {"m4_leftatrium_cascade/nnUNetTrainer__nnUNetPlans__3d_lowres", "3d_lowres", {"0"}, allAxes},
      {"m4_leftatrium_cascade/nnUNetTrainer__nnUNetPlans__3d_cascade_fullres", "3d_cascade_fullres", {"0"}, allAxes},
      {"m5_brain_regions_4ch/nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", {"0"}, allAxes},
      {"m6_ct_anisotropic/nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", {"0"}, allAxes},
      {"m7_hippocampus_ignore_transposed/nnUNetTrainer__nnUNetPlans__3d_fullres", "3d_fullres", {"0"}, allAxes}};
  for (const ParityFolder & expected : folders)
  {
    SCOPED_TRACE(expected.folder);
    const Model model = ReadNnunetFolder(testing::SharedPath("parity/models") / expected.folder);
    EXPECT_EQ(model.configuration, expected.configuration);
    EXPECT_EQ(model.mirrorAxes, expected.mirrorAxes);
    std::vector<std::string> folds;
    for (const FoldWeights & fold : model.folds)
    {
      folds.push_back(fold.fold);
    }
    EXPECT_EQ(folds, expected.folds);
    EXPECT_EQ(model.provenance.at("trainer"), "nnUNetTrainer");
    EXPECT_FALSE(model.provenance.contains("differs_from_training")) << model.provenance.dump();
  }
}

} // namespace
} // namespace vox
