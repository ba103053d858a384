// SPDX-License-Identifier: Apache-2.0
// The second stage of a cascade: its labels come from outside or from the model's own first stage.
#include "voxPredictor.h"

#include "voxExpectError.h"
#include "voxGeometryExamples.h"
#include "voxTinyModel.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace vox
{
namespace
{

using testing::MakeTinyCascade;
using testing::TinyCascade;

/** No zeros, so nothing is cropped; the spacing is neither stage's. */
Volume
Image()
{
  ImageGeometry geometry = testing::ObliqueGeometry();
  geometry.size = {7, 14, 11};
  geometry.spacingMm = {1.5, 0.75, 1.0};
  return MakeVolume(at::randn({1, 7, 14, 11}, at::make_generator<at::CPUGeneratorImpl>(7), at::kFloat) + 10.0,
                    geometry);
}

/** Three slabs along y: 0, 1, 2. */
Volume
Slabs(const ImageGeometry & geometry)
{
  at::Tensor labels = at::zeros({1, geometry.size.z, geometry.size.y, geometry.size.x}, at::kInt);
  labels.slice(2, 5, 9).fill_(1);
  labels.slice(2, 9).fill_(2);
  return MakeVolume(labels, geometry);
}

PredictOptions
Fp32(std::vector<std::string> folds = {})
{
  PredictOptions options;
  options.folds = std::move(folds);
  options.precision = Precision::Fp32;
  options.probabilities = true;
  return options;
}

TEST(CascadePredictor, GivesTheNetworkTheImageAndOneChannelPerStructure)
{
  const Model model = MakeTinyCascade().second;
  Predictor predictor(model, Fp32());
  const Volume image = Image();
  const Volume labels = Slabs(image.geometry);
  const PreprocessedCase prepared = Preprocess(image, {nullptr, &labels}, model.Configuration().preprocessing);
  const at::Tensor input =
      at::cat({prepared.image, prepared.previousStage.eq(1).unsqueeze(0), prepared.previousStage.eq(2).unsqueeze(0)});
  const at::Tensor expected = InvertProbabilities(predictor.PredictLogits(input), prepared.record).voxels;
  const Prediction prediction = predictor.Predict(image, labels);
  EXPECT_TRUE(prediction.probabilities->voxels.equal(expected));
  EXPECT_EQ(prediction.labels.geometry, image.geometry);
  const Volume none = MakeVolume(at::zeros_like(labels.voxels), image.geometry);
  EXPECT_FALSE(predictor.Predict(image, none).probabilities->voxels.equal(expected)) << "the labels must matter";
}

TEST(CascadePredictor, RunsItsFirstStageByItself)
{
  TinyCascade cascade = MakeTinyCascade();
  const Volume image = Image();
  Predictor second(cascade.second, Fp32());
  const Volume labels = Predictor(cascade.first, Fp32()).Predict(image).labels;
  const Prediction expected = second.Predict(image, labels);
  cascade.second.previousStage = std::make_shared<const Model>(cascade.first);
  Predictor both(cascade.second, Fp32());
  EXPECT_EQ(second.NeedsPreviousStage(), "3d_lowres");
  EXPECT_EQ(both.NeedsPreviousStage(), "");
  EXPECT_TRUE(both.Predict(image).probabilities->voxels.equal(expected.probabilities->voxels));
  EXPECT_TRUE(both.Predict(image, labels).labels.voxels.equal(expected.labels.voxels)) << "given labels come first";
}

TEST(CascadePredictor, FirstStageUsesTheSameFoldsOrAllOfItsOwn)
{
  const Volume image = Image();
  testing::TinyModel tiny;
  tiny.folds = {"0", "1"};
  const auto predicted = [&](const std::vector<std::string> & firstFolds, const std::string & asked) {
    TinyCascade cascade = MakeTinyCascade(tiny, firstFolds);
    cascade.second.previousStage = std::make_shared<const Model>(cascade.first);
    return Predictor(cascade.second, Fp32({asked})).Predict(image).probabilities->voxels;
  };
  const auto expected = [&](const std::vector<std::string> & firstFolds, std::vector<std::string> used) {
    const TinyCascade cascade = MakeTinyCascade(tiny, firstFolds);
    const Volume labels = Predictor(cascade.first, Fp32(std::move(used))).Predict(image).labels;
    return Predictor(cascade.second, Fp32({"1"})).Predict(image, labels).probabilities->voxels;
  };
  EXPECT_TRUE(predicted({"0", "1"}, "1").equal(expected({"0", "1"}, {"1"})));
  EXPECT_TRUE(predicted({"0", "all"}, "1").equal(expected({"0", "all"}, {"0", "all"})));
}

TEST(CascadePredictor, RefusesWhatDoesNotFit)
{
  const TinyCascade cascade = MakeTinyCascade();
  const Volume image = Image();
  Predictor second(cascade.second, Fp32());
  VOX_EXPECT_ERROR((void)second.Predict(image), ErrorKind::Usage, "give the labels of '3d_lowres' too");
  Volume labels = Slabs(image.geometry);
  VOX_EXPECT_ERROR((void)Predictor(cascade.first, Fp32()).Predict(image, labels), ErrorKind::Usage,
                   "'3d_lowres' has no previous stage");
  labels.voxels.select(2, 0).fill_(5);
  VOX_EXPECT_ERROR((void)second.Predict(image, labels), ErrorKind::BadInput,
                   "labels of '3d_lowres': found the value 5, expected 0 and the labels of the model: 1, 2");
  Volume elsewhere = Slabs(image.geometry);
  elsewhere.geometry.originLps[0] += 2.0;
  VOX_EXPECT_ERROR((void)second.Predict(image, elsewhere), ErrorKind::BadInput, "labels of the previous stage");
  VOX_EXPECT_ERROR((void)second.PredictLogits(at::ones({1, 8, 8, 8})), ErrorKind::BadInput,
                   "expects 3, in this order: MRI, label 1 of 3d_lowres, label 2 of 3d_lowres");
}

} // namespace
} // namespace vox
