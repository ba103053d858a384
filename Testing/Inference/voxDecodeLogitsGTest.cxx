// SPDX-License-Identifier: Apache-2.0
#include "voxDecodeLogits.h"

#include "voxExpectError.h"
#include "voxGeometryExamples.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <cmath>

namespace vox
{
namespace
{

DatasetDescription
Classes()
{
  return ParseDatasetDescription(Json{{"channel_names", {{"0", "MRI"}}},
                                      {"labels", {{"background", 0}, {"front", 1}, {"back", 2}}},
                                      {"numTraining", 1},
                                      {"file_ending", ".nii.gz"}},
                                 "classes");
}

/** Two overlapping regions; the order paints `core` as 3 and then `rim` as 1. */
DatasetDescription
Regions()
{
  return ParseDatasetDescription(Json{{"channel_names", {{"0", "MRI"}}},
                                      {"labels", {{"background", 0}, {"core", {2, 3}}, {"rim", {1, 2}}, {"middle", 2}}},
                                      {"regions_class_order", {3, 1, 2}},
                                      {"numTraining", 1},
                                      {"file_ending", ".nii.gz"}},
                                 "regions");
}

/** The record of an image that needs no resampling, cropped to the part that is not zero: all but the first row. */
PreprocessRecord
Record()
{
  ImageGeometry geometry = testing::ObliqueGeometry();
  geometry.size = {1, 3, 4};
  at::Tensor voxels = at::ones({1, 1, 3, 4});
  voxels.select(2, 0).zero_();
  PreprocessOptions options;
  options.normalization = {Normalization::None};
  return Preprocess(MakeVolume(voxels, geometry), {}, options).record;
}

TEST(DecodeLogits, TheLargestLogitOfTheClassesWins)
{
  const at::Tensor logits = at::tensor({0.F, 0.F, 1.F, 3.F, 0.F, 2.F, 2.F, 0.F, //
                                        1.F, 0.F, 1.F, 2.F, 0.F, 3.F, 2.F, 0.F, //
                                        0.F, 5.F, 0.F, 1.F, 0.F, 4.F, 3.F, 0.F})
                                .view({3, 1, 2, 4});
  const PreprocessRecord record = Record();
  const Volume labels = DecodeLabels(logits, record, Classes());
  EXPECT_EQ(labels.geometry, record.original);
  EXPECT_TRUE(labels.voxels.equal(at::tensor({0, 0, 0, 0, 1, 2, 0, 0, 0, 2, 2, 0}, at::kByte).view({1, 1, 3, 4})));
  const Volume probabilities = DecodeProbabilities(logits, record, Classes());
  EXPECT_NEAR(probabilities.voxels[1][0][1][0].item<double>(), std::exp(1.0) / (2.0 + std::exp(1.0)), 1e-6);
  EXPECT_EQ(probabilities.voxels[0][0][0][0].item<double>(), 1.0);
}

TEST(DecodeLogits, RegionsArePaintedInTheirOrder)
{
  // Columns: nothing, core, core + rim, core + rim + middle; a logit of exactly 0 is a probability of 0.5 and not
  // inside.
  const at::Tensor logits = at::tensor({0.F, 1.F,  1.F,  1.F, -1.F, -1.F, -1.F, -1.F, //
                                        0.F, 0.F,  2.F,  2.F, -1.F, 1.F,  -1.F, 1.F,  //
                                        0.F, -1.F, -1.F, 3.F, -1.F, -1.F, 1.F,  1.F})
                                .view({3, 1, 2, 4});
  const PreprocessRecord record = Record();
  const Volume labels = DecodeLabels(logits, record, Regions());
  EXPECT_EQ(labels.geometry, record.original);
  EXPECT_EQ(labels.voxels.scalar_type(), at::kByte);
  EXPECT_TRUE(labels.voxels.equal(at::tensor({0, 0, 0, 0, 0, 3, 1, 2, 0, 1, 2, 2}, at::kByte).view({1, 1, 3, 4})));
}

TEST(DecodeLogits, RegionProbabilitiesAreIndependentSigmoidsAndZeroOutsideTheCrop)
{
  const at::Tensor logits = at::linspace(-4.0, 4.0, 24, at::kFloat).view({3, 1, 2, 4});
  const PreprocessRecord record = Record();
  const Volume probabilities = DecodeProbabilities(logits, record, Regions());
  EXPECT_EQ(probabilities.geometry, record.original);
  EXPECT_TRUE(probabilities.voxels.slice(2, 1).allclose(logits.sigmoid(), 0.0, 1e-6));
  EXPECT_EQ(probabilities.voxels.select(2, 0).abs().max().item<float>(), 0.0F);
}

TEST(DecodeLogits, RefusesAnotherNumberOfHeadsThanTheDataSetHas)
{
  const PreprocessRecord record = Record();
  for (const auto & decode : {DecodeLabels, DecodeProbabilities})
  {
    VOX_EXPECT_ERROR((void)decode(at::zeros({2, 1, 2, 4}), record, Classes(), {}), ErrorKind::BadModel,
                     "[2, 1, 2, 4]: expected [K, D, H, W] with K = 3");
  }
}

TEST(DecodeLogits, RefusesRegionsWithoutAnOrder)
{
  DatasetDescription description = Regions();
  description.regionsClassOrder = {1};
  VOX_EXPECT_ERROR((void)DecodeLabels(at::zeros({3, 1, 2, 4}), Record(), description), ErrorKind::BadModel,
                   "regions_class_order has 1 values, expected 3");
}

} // namespace
} // namespace vox
