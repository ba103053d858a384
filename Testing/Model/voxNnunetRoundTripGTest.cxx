// SPDX-License-Identifier: Apache-2.0
// Results folder of nnU-Net -> model file -> results folder: nothing is lost but what README.md of Model lists.
#include "voxCascadeFixture.h"
#include "voxNnunetFolder.h"
#include "voxPickleValues.h"
#include "voxSharedFolder.h"
#include "voxTorchArchive.h"
#include "voxWriteNnunetFolder.h"

#include <algorithm>
#include <map>

namespace vox
{
namespace
{

namespace fs = std::filesystem;

/** All results folders of the parity set. */
std::vector<std::string>
ParityFolders()
{
  std::vector<std::string> folders;
  const fs::path root = testing::SharedPath("parity/models");
  for (const auto & model : fs::is_directory(root) ? fs::directory_iterator(root) : fs::directory_iterator())
  {
    for (const auto & results : fs::directory_iterator(model))
    {
      if (IsNnunetFolder(results))
      {
        folders.push_back(results.path().lexically_relative(root).string());
      }
    }
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::map<std::string, at::Tensor>
StateDict(const TorchArchive & archive)
{
  const PickleNode * weights = FindInPickle(archive.Root(), "network_weights");
  std::map<std::string, at::Tensor> dict;
  for (std::size_t i = 0; weights != nullptr && i + 1 < weights->items.size(); i += 2)
  {
    const std::string & key = weights->items[i]->text;
    dict[key] = archive.Tensor(*weights->items[i + 1], key);
  }
  return dict;
}

void
ExpectSameCheckpoint(const fs::path & found, const fs::path & expected)
{
  const TorchArchive ours(found);
  const TorchArchive theirs(expected);
  const std::map<std::string, at::Tensor> actual = StateDict(ours);
  const std::map<std::string, at::Tensor> weights = StateDict(theirs);
  EXPECT_FALSE(weights.empty());
  ASSERT_EQ(actual.size(), weights.size());
  for (const auto & [key, weight] : weights)
  {
    ASSERT_TRUE(actual.contains(key)) << key;
    EXPECT_EQ(actual.at(key).scalar_type(), weight.scalar_type()) << key;
    EXPECT_TRUE(actual.at(key).equal(weight)) << key;
  }
  for (const char * key : {"trainer_name", "current_epoch", "_best_ema", "inference_allowed_mirroring_axes"})
  {
    EXPECT_EQ(PickleToJson(*FindInPickle(ours.Root(), key), key), PickleToJson(*FindInPickle(theirs.Root(), key), key));
  }
  for (const char * key : {"configuration", "fold", "plans", "dataset_json"})
  {
    const auto argument = [&](const TorchArchive & archive) {
      return PickleToJson(*FindInPickle(*FindInPickle(archive.Root(), "init_args"), key), key);
    };
    EXPECT_EQ(argument(ours), argument(theirs)) << key;
  }
}

void
ExpectSameFolder(const fs::path & found, const fs::path & expected)
{
  for (const char * name : {"plans.json", "dataset.json", "dataset_fingerprint.json"})
  {
    EXPECT_EQ(ReadJson(found / name).dump(), ReadJson(expected / name).dump()) << name;
  }
  for (const std::string & fold : testing::FoldNames(ReadNnunetFolder(expected)))
  {
    const fs::path checkpoint = fs::path("fold_" + fold) / "checkpoint_final.pth";
    ExpectSameCheckpoint(found / checkpoint, expected / checkpoint);
  }
}

class NnunetRoundTrip : public ::testing::TestWithParam<std::string>
{};

TEST_P(NnunetRoundTrip, LosesNothing)
{
  const fs::path theirs = testing::SharedPath("parity/models") / GetParam();
  const testing::TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", ReadNnunetFolder(theirs));
  const Model model = ReadModel(folder / "m.safetensors");
  const fs::path ours = folder / theirs.filename();
  WriteNnunetFolder(ours, model);
  ExpectSameFolder(ours, theirs);
  const std::string previous = model.Configuration().previousStage;
  ASSERT_EQ(model.previousStage != nullptr, !previous.empty());
  if (model.previousStage)
  {
    const std::string name = "nnUNetTrainer__nnUNetPlans__" + previous;
    ExpectSameFolder(folder / name, theirs.parent_path() / name);
  }
  testing::ExpectSameModel(ReadNnunetFolder(ours), model);
}

INSTANTIATE_TEST_SUITE_P(Parity, NnunetRoundTrip, ::testing::ValuesIn(ParityFolders()), [](const auto & folder) {
  std::string name = folder.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char letter) { return std::isalnum(letter) == 0; }, '_');
  return name;
});
// Without the parity set there is nothing to instantiate.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(NnunetRoundTrip);

TEST(NnunetRoundTripOfAll, FindsEveryModel)
{
  VOX_REQUIRE_SHARED("parity/models");
  EXPECT_EQ(ParityFolders().size(), 8U); // m1 to m7, m4 in two stages
}

} // namespace
} // namespace vox
