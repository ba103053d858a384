// SPDX-License-Identifier: Apache-2.0
#include "voxModelFixture.h"

#include "voxSafetensors.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

using testing::SmallModel;
using testing::TemporaryFolder;

void
ExpectSameWeights(const Model & actual, const Model & expected, at::ScalarType type)
{
  ASSERT_EQ(actual.folds.size(), expected.folds.size());
  for (std::size_t i = 0; i < expected.folds.size(); ++i)
  {
    EXPECT_EQ(actual.folds[i].fold, expected.folds[i].fold);
    ASSERT_EQ(actual.folds[i].weights.size(), expected.folds[i].weights.size());
    for (const auto & [key, weight] : expected.folds[i].weights)
    {
      const at::Tensor & found = actual.folds[i].weights.at(key);
      EXPECT_EQ(found.scalar_type(), type) << key;
      EXPECT_TRUE(at::equal(found, weight.to(type))) << key;
    }
  }
}

TEST(ModelFile, KeepsWeightsToTheLastBit)
{
  const TemporaryFolder folder;
  for (const char * configuration : {"2d", "3d_fullres"})
  {
    for (const Planner planner : {Planner::Default, Planner::ResEncM})
    {
      const Model model = SmallModel(configuration, planner);
      WriteModel(folder / "m.safetensors", model);
      ExpectSameWeights(ReadModel(folder / "m.safetensors"), model, at::kFloat);
    }
  }
}

TEST(ModelFile, RoundsWeightsToBfloat16WhenAsked)
{
  const TemporaryFolder folder;
  const Model model = SmallModel();
  WriteModel(folder / "full.safetensors", model);
  WriteModel(folder / "half.safetensors", model, WeightPrecision::BFloat16);
  ExpectSameWeights(ReadModel(folder / "half.safetensors"), model, at::kBFloat16);
  EXPECT_LT(std::filesystem::file_size(folder / "half.safetensors"),
            std::filesystem::file_size(folder / "full.safetensors"));
  // Weights that are read are single precision again: MakeNetwork converts.
  for (const auto & [key, weight] : ReadModel(folder / "half.safetensors").MakeNetwork(1).Parameters())
  {
    EXPECT_TRUE(at::equal(weight, model.folds[1].weights.at(key).to(at::kBFloat16).to(at::kFloat))) << key;
  }
}

TEST(ModelFile, KeepsEverythingElse)
{
  const TemporaryFolder folder;
  const Model model = SmallModel("3d_fullres", Planner::ResEncM, {"3", "all"});
  WriteModel(folder / "m.safetensors", model);
  const Model read = ReadModel(folder / "m.safetensors");
  EXPECT_EQ(read.plan.document.dump(), model.plan.document.dump());
  EXPECT_EQ(ToJson(read.description).dump(), ToJson(model.description).dump());
  EXPECT_EQ(read.description.labels[1].name, "zebra");
  EXPECT_EQ(read.configuration, model.configuration);
  EXPECT_EQ(read.mirrorAxes, model.mirrorAxes);
  EXPECT_EQ(read.intendedUse, model.intendedUse);
  EXPECT_EQ(read.provenance.dump(), model.provenance.dump());
}

TEST(ModelFile, WritesTheSameBytesForTheSameModel)
{
  const TemporaryFolder folder;
  WriteModel(folder / "a.safetensors", SmallModel());
  WriteModel(folder / "b.safetensors", ReadModel(folder / "a.safetensors"));
  const SafetensorsFile a(folder / "a.safetensors");
  const SafetensorsFile b(folder / "b.safetensors");
  EXPECT_EQ(a.Metadata(), b.Metadata());
  EXPECT_EQ(TensorDigest(a.Tensors()), TensorDigest(b.Tensors()));
}

TEST(ModelFile, NamesTensorsByFoldAndKey)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", SmallModel());
  const SafetensorsFile file(folder / "m.safetensors");
  EXPECT_NE(file.Find("fold_0/decoder.seg_layers.0.weight"), nullptr);
  EXPECT_NE(file.Find("fold_1/encoder.stages.0.0.convs.0.conv.weight"), nullptr);
}

TEST(ModelFile, OutlivesTheObjectThatReadIt)
{
  const TemporaryFolder folder;
  const Model model = SmallModel();
  WriteModel(folder / "m.safetensors", model);
  at::Tensor weight;
  {
    weight = ReadModel(folder / "m.safetensors").folds[0].weights.begin()->second;
  }
  std::filesystem::remove(folder / "m.safetensors");
  EXPECT_TRUE(at::equal(weight, model.folds[0].weights.begin()->second));
}

TEST(ModelFile, TakesWeightsOfOtherTypesAndLayouts)
{
  const TemporaryFolder folder;
  Model model = SmallModel();
  const Model expected = model;
  for (auto & [key, weight] : model.folds[0].weights)
  {
    weight = weight.to(at::kDouble);
  }
  for (auto & [key, weight] : model.folds[1].weights)
  {
    weight = weight.dim() == 5 ? weight.contiguous(at::MemoryFormat::ChannelsLast3d) : weight;
  }
  WriteModel(folder / "m.safetensors", model);
  ExpectSameWeights(ReadModel(folder / "m.safetensors"), expected, at::kFloat);
}

TEST(ModelFile, PredictsAsBefore)
{
  const TemporaryFolder folder;
  const Model model = SmallModel();
  WriteModel(folder / "m.safetensors", model);
  const at::Tensor image = at::linspace(-1, 1, 2 * 8 * 8 * 8).reshape({1, 2, 8, 8, 8});
  Network before = model.MakeNetwork(1);
  Network after = ReadModel(folder / "m.safetensors").MakeNetwork(1);
  EXPECT_TRUE(at::equal(before.Forward(image).front(), after.Forward(image).front()));
}

} // namespace
} // namespace vox
