// SPDX-License-Identifier: Apache-2.0
#include "voxEnsemble.h"
#include "voxExpectError.h"
#include "voxNpy.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>

namespace
{

using namespace vox;

/** Probabilities of one row of voxels, a list per head. */
Volume
Row(const std::vector<std::vector<float>> & heads)
{
  std::vector<at::Tensor> rows;
  for (const std::vector<float> & head : heads)
  {
    rows.push_back(at::tensor(head).view({1, 1, static_cast<std::int64_t>(head.size())}));
  }
  ImageGeometry geometry;
  geometry.size = {1, 1, static_cast<std::int64_t>(heads.front().size())};
  return MakeVolume(at::stack(rows), geometry);
}

Volume
MeanOf(const std::vector<Volume> & members)
{
  return MeanProbabilities(members.size(), [&](std::size_t i) { return members[i]; });
}

std::vector<int>
Values(const Volume & labels)
{
  const at::Tensor flat = labels.voxels.flatten();
  return {flat.const_data_ptr<int>(), flat.const_data_ptr<int>() + flat.numel()};
}

DatasetDescription
Describe(const Json & labels, const Json & more = Json::object())
{
  Json json{{"channel_names", {{"0", "MRI"}}}, {"labels", labels}, {"numTraining", 1}, {"file_ending", ".nii.gz"}};
  json.update(more);
  return ParseDatasetDescription(json, "dataset.json");
}

TEST(Ensemble, IsTheMeanAndLeavesItsMembersAlone)
{
  const Volume first = Row({{0.25F, 1.0F}, {0.75F, 0.0F}});
  const Volume mean = MeanOf({first, Row({{0.75F, 0.5F}, {0.25F, 0.5F}})});
  EXPECT_TRUE(mean.voxels.equal(Row({{0.5F, 0.75F}, {0.5F, 0.25F}}).voxels));
  EXPECT_TRUE(first.voxels.equal(Row({{0.25F, 1.0F}, {0.75F, 0.0F}}).voxels));
}

TEST(Ensemble, RefusesMembersThatDoNotFit)
{
  const Volume member = Row({{0.5F, 0.5F}, {0.5F, 0.5F}});
  Volume elsewhere = member;
  elsewhere.geometry.originLps[0] += 10.0;
  VOX_EXPECT_ERROR((void)MeanOf({}), ErrorKind::BadInput, "no members");
  VOX_EXPECT_ERROR((void)MeanOf({member, Row({{1.0F, 1.0F}})}), ErrorKind::BadInput,
                   "member 2: found probabilities [1, 1, 1, 2]");
  VOX_EXPECT_ERROR((void)MeanOf({member, elsewhere}), ErrorKind::BadInput, "member 2");
}

TEST(Ensemble, OfClassesTakesTheMostProbableAndTheLowerOfEquals)
{
  const DatasetDescription classes = Describe({{"background", 0}, {"front", 1}, {"back", 2}});
  const Volume mean = Row({{0.5F, 0.2F, 0.1F}, {0.5F, 0.5F, 0.2F}, {0.0F, 0.3F, 0.7F}});
  EXPECT_EQ(Values(LabelsFromProbabilities(mean, classes)), (std::vector<int>{0, 1, 2}));
  VOX_EXPECT_ERROR((void)LabelsFromProbabilities(Row({{1.0F}}), classes), ErrorKind::BadInput, "K = 3");
}

TEST(Ensemble, OfRegionsPaintsInOrder)
{
  const DatasetDescription regions =
      Describe({{"background", 0}, {"whole", {1, 2}}, {"core", {2}}}, {{"regions_class_order", {1, 2}}});
  const Volume mean = Row({{0.5F, 0.6F, 0.9F, 0.1F}, {0.1F, 0.2F, 0.9F, 0.8F}});
  EXPECT_EQ(Values(LabelsFromProbabilities(mean, regions)), (std::vector<int>{0, 1, 2, 2}));
}

TEST(Ensemble, GivesTheLabelsOfNnUNetsEnsemble)
{
  constexpr const char * name = "parity/models/m1_hippocampus_3d_fullres_plain";
  VOX_REQUIRE_SHARED(name);
  const auto folder = vox::testing::SharedPath(name);
  const Volume expected = ReadLabelMap(folder / "expected/ensemble/hippocampus_065.nii.gz");
  const auto read = [&](std::size_t fold) {
    const auto file = folder / "expected/probabilities" / fmt::format("fold{}_mirror", fold) / "hippocampus_065.npz";
    return MakeVolume(vox::testing::ReadNpz(file).at("probabilities"), expected.geometry);
  };
  const Volume mean = MeanProbabilities(2, read);
  const at::Tensor theirs = vox::testing::ReadNpz(folder / "expected/ensemble/hippocampus_065.npz").at("probabilities");
  EXPECT_LE((mean.voxels - theirs).abs().max().item<double>(), 1e-7);
  const auto json = folder / "nnUNetTrainer__nnUNetPlans__3d_fullres/dataset.json";
  const DatasetDescription description = ParseDatasetDescription(ReadJson(json), json.string());
  EXPECT_TRUE(LabelsFromProbabilities(mean, description).voxels.equal(expected.voxels));
}

} // namespace
