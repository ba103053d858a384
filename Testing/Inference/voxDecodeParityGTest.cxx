// SPDX-License-Identifier: Apache-2.0
// Half-precision logits to probabilities and labels, ties among them, as nnU-Net's label manager does it.
#include "voxDecodeLogits.h"
#include "voxNpy.h"
#include "voxSharedFolder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace vox
{
namespace
{

constexpr const char * kArrays = "parity/transforms/decode.npz";

/** The kinds of labels in the file: its arrays begin with `prefix`. */
struct DecodeExample
{
  const char * prefix;
  const char * labels;
  const char * regionsClassOrder;
};

void
PrintTo(const DecodeExample & example, std::ostream * stream)
{
  *stream << example.prefix;
}

class DecodeParity : public ::testing::TestWithParam<DecodeExample>
{};

TEST_P(DecodeParity, EqualsNnUNet)
{
  VOX_REQUIRE_SHARED(kArrays);
  const auto arrays = testing::ReadNpz(testing::SharedPath(kArrays));
  const std::string prefix = GetParam().prefix;
  const at::Tensor logits = arrays.at(prefix + "_logits_f16");
  ASSERT_EQ(logits.scalar_type(), at::kHalf);
  Json json{{"channel_names", {{"0", "CT"}}}, {"labels", ParseJson(GetParam().labels, "labels")}};
  json["regions_class_order"] = ParseJson(GetParam().regionsClassOrder, "order");
  const DatasetDescription description = ParseDatasetDescription(json, "dataset.json");
  const ImageGeometry geometry{{logits.size(1), logits.size(2), logits.size(3)}};
  const PreprocessRecord record =
      Preprocess(MakeVolume(at::ones({1, logits.size(1), logits.size(2), logits.size(3)}), geometry), {}, {}).record;
  const at::Tensor labels = DecodeLabels(logits, record, description).voxels[0];
  EXPECT_TRUE(labels.to(at::kLong).equal(arrays.at(prefix + "_seg").to(at::kLong)));
  const at::Tensor probabilities = DecodeProbabilities(logits, record, description).voxels;
  EXPECT_LE((probabilities - arrays.at(prefix + "_prob")).abs().max().item<double>(), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(
    All, DecodeParity,
    ::testing::Values(DecodeExample{"region", R"({"background": 0, "whole": [1, 2, 3], "core": [2, 3], "enh": 3})",
                                    "[1, 2, 3]"},
                      DecodeExample{"label", R"({"background": 0, "a": 1, "b": 2})", "null"}));

} // namespace
} // namespace vox
