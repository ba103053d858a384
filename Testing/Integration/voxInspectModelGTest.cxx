// SPDX-License-Identifier: Apache-2.0
// The table of layers that `voxtome inspect` prints of a model, beside what can be counted by hand.
#include "voxJson.h"
#include "voxProcess.h"
#include "voxTemporaryFolder.h"
#include "voxTinyModel.h"

#include <gtest/gtest.h>

namespace vox::testing
{
namespace
{

Json
LayersOf(const Model & model, const TemporaryFolder & folder)
{
  WriteModel(folder / "model.safetensors", model);
  const ProcessResult result = RunProgram({"inspect", "model.safetensors", "--json"}, folder.Path());
  EXPECT_EQ(result.exitCode, 0) << result.err;
  return ParseJson(Lines(result.out).back(), "stdout");
}

Json
Layer(const Json & inspected, const std::string & name)
{
  for (const Json & layer : inspected.at("layers"))
  {
    if (layer.at("layer") == name)
    {
      return layer;
    }
  }
  ADD_FAILURE() << "no layer " << name << " in " << inspected.at("layers").dump();
  return Json::object();
}

TEST(InspectModel, CountsLayersAsByHand)
{
  const TemporaryFolder folder;
  const Json inspected = LayersOf(MakeTinyModel(), folder); // windows of 8 x 8 x 8, 4 and 8 features
  const Json first = Layer(inspected, "encoder.stages.0.0.convs.0.conv");
  EXPECT_EQ(first.at("output"), Json({1, 4, 8, 8, 8}));
  EXPECT_EQ(first.at("calls"), 1);
  EXPECT_EQ(first.at("parameters"), 4 * 27 + 4);
  EXPECT_NEAR(first.at("megabytes").get<double>(), 4 * 512 * 4 / 1e6, 1e-9);
  EXPECT_NEAR(first.at("gflop").get<double>(), 2.0 * 4 * 512 * 27 / 1e9, 1e-12);
  const Json second = Layer(inspected, "encoder.stages.1.0.convs.0.conv"); // stride 2
  EXPECT_EQ(second.at("output"), Json({1, 8, 4, 4, 4}));
  EXPECT_EQ(second.at("parameters"), 8 * 4 * 27 + 8);
  EXPECT_NEAR(second.at("gflop").get<double>(), 2.0 * 8 * 64 * 4 * 27 / 1e9, 1e-12);
  double megabytes = 0.0;
  double gflop = 0.0;
  for (const Json & layer : inspected.at("layers"))
  {
    megabytes += layer.at("megabytes").is_null() ? 0.0 : layer.at("megabytes").get<double>();
    gflop += layer.at("gflop").get<double>();
  }
  EXPECT_NEAR(inspected.at("megabytes").get<double>(), megabytes, 1e-9);
  EXPECT_NEAR(inspected.at("gflop").get<double>(), gflop, 1e-12);
}

/** 32 x 32 x 32 voxels in patches of 16 x 16 x 16 are 8 tokens. */
TEST(InspectModel, CountsLayersOfTokens)
{
  const TemporaryFolder folder;
  Model model = MakeTinyModel();
  Json document = model.plan.document;
  Json & configuration = document["configurations"]["3d_fullres"];
  configuration["patch_size"] = {32, 32, 32};
  configuration["architecture"] = {
      {"network_class_name", "voxtome.UNETR"},
      {"arch_kwargs",
       {{"image_size", {32, 32, 32}}, {"features", 4}, {"hidden_channels", 24}, {"mlp_channels", 40}, {"heads", 2}}}};
  model.plan = ParsePlan(document, "plan of tokens");
  InitializeFolds(model, {"0"});
  const Json inspected = LayersOf(model, folder);
  const Json wide = Layer(inspected, "vit.blocks.0.mlp.linear1");
  EXPECT_EQ(wide.at("output"), Json({1, 8, 40}));
  EXPECT_EQ(wide.at("parameters"), 24 * 40 + 40);
  EXPECT_NEAR(wide.at("gflop").get<double>(), 2.0 * 8 * 40 * 24 / 1e9, 1e-15);
  const Json norm = Layer(inspected, "vit.blocks.0.norm1");
  EXPECT_EQ(norm.at("output"), Json({1, 8, 24}));
  EXPECT_EQ(norm.at("gflop"), 0.0);
  const Json attention = Layer(inspected, "vit.blocks.0.heads"); // products with 8 keys, and with 8 values
  EXPECT_EQ(attention.at("output"), Json({1, 8, 24}));
  EXPECT_EQ(attention.at("parameters"), 0);
  EXPECT_NEAR(attention.at("gflop").get<double>(), 2.0 * 2 * 8 * 8 * 24 / 1e9, 1e-15);
}

/** A recurrent layer is called once and then as often as it recurs, with the same weights. */
TEST(InspectModel, CountsEachCallOfALayer)
{
  const TemporaryFolder folder;
  Model model = MakeTinyModel();
  Json document = model.plan.document;
  document["configurations"]["3d_fullres"]["architecture"] = {
      {"network_class_name", "voxtome.R2UNet"}, {"arch_kwargs", {{"features", {4, 8}}, {"recurrences", 2}}}};
  model.plan = ParsePlan(document, "recurrent plan");
  InitializeFolds(model, {"0"});
  const Json inspected = LayersOf(model, folder);
  Json recurrent;
  for (const Json & layer : inspected.at("layers"))
  {
    const std::string name = layer.at("layer").get<std::string>();
    if (layer.at("calls") == 3 && layer.at("gflop").get<double>() > 0.0 && recurrent.is_null())
    {
      recurrent = layer;
    }
  }
  ASSERT_FALSE(recurrent.is_null()) << inspected.at("layers").dump();
  // 4 to 4 features of 8 x 8 x 8 voxels, kernel 3, three times.
  EXPECT_EQ(recurrent.at("output"), Json({1, 4, 8, 8, 8}));
  EXPECT_NEAR(recurrent.at("gflop").get<double>(), 3 * 2.0 * 4 * 512 * 4 * 27 / 1e9, 1e-12);
}

} // namespace
} // namespace vox::testing
