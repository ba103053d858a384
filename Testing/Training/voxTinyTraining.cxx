// SPDX-License-Identifier: Apache-2.0
#include "voxTinyTraining.h"

#include "voxRandom.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <atomic>

namespace vox::testing
{
namespace
{

constexpr const char * kPlan = R"({
  "dataset_name": "Dataset999_Balls", "plans_name": "nnUNetPlans",
  "original_median_spacing_after_transp": [1.0, 1.0, 1.0], "original_median_shape_after_transp": [12, 14, 13],
  "image_reader_writer": "SimpleITKIO", "transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2],
  "experiment_planner_used": "ExperimentPlanner", "label_manager": "LabelManager",
  "foreground_intensity_properties_per_channel": {"0": {"max": 2.0, "mean": 1.0, "median": 1.0, "min": 0.0,
    "percentile_00_5": 0.0, "percentile_99_5": 2.0, "std": 0.5}},
  "configurations": {"3d_fullres": {
    "data_identifier": "nnUNetPlans_3d_fullres", "preprocessor_name": "DefaultPreprocessor", "batch_size": 2,
    "patch_size": [8, 8, 8], "median_image_size_in_voxels": [12.0, 14.0, 13.0], "spacing": [1.0, 1.0, 1.0],
    "normalization_schemes": ["ZScoreNormalization"], "use_mask_for_norm": [false],
    "resampling_fn_data": "resample_data_or_seg_to_shape", "resampling_fn_seg": "resample_data_or_seg_to_shape",
    "resampling_fn_data_kwargs": {"is_seg": false, "order": 3, "order_z": 0, "force_separate_z": null},
    "resampling_fn_seg_kwargs": {"is_seg": true, "order": 1, "order_z": 0, "force_separate_z": null},
    "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
    "resampling_fn_probabilities_kwargs": {"is_seg": false, "order": 1, "order_z": 0, "force_separate_z": null},
    "architecture": {
      "network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet",
      "arch_kwargs": {"n_stages": 2, "features_per_stage": [4, 8], "conv_op": "torch.nn.modules.conv.Conv3d",
        "kernel_sizes": [[3, 3, 3], [3, 3, 3]], "strides": [[1, 1, 1], [2, 2, 2]], "n_conv_per_stage": [1, 1],
        "n_conv_per_stage_decoder": [1], "conv_bias": true, "norm_op": "torch.nn.modules.instancenorm.InstanceNorm3d",
        "norm_op_kwargs": {"eps": 1e-05, "affine": true}, "dropout_op": null, "dropout_op_kwargs": null,
        "nonlin": "torch.nn.LeakyReLU", "nonlin_kwargs": {"inplace": true}},
      "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"]},
    "batch_dice": true}}
})";

constexpr const char * kDataset =
    R"({"channel_names": {"0": "MR"}, "labels": {"background": 0, "ball": 1}, "numTraining": 4, "file_ending": ".nii.gz"})";

TrainingCase
BallCase(int index)
{
  Random random(17, {static_cast<std::uint64_t>(index)});
  TrainingCase result;
  result.name = "ball_" + std::to_string(index);
  result.image = at::empty({1, 12, 14, 13}, at::kFloat);
  result.labels = at::zeros({12, 14, 13}, at::kShort);
  random.FillNormal({result.image.data_ptr<float>(), static_cast<std::size_t>(result.image.numel())}, 0.2);
  const double center[3] = {random.Uniform(4, 8), random.Uniform(4, 9), random.Uniform(4, 9)};
  for (int z = 0; z < 12; ++z)
  {
    for (int y = 0; y < 14; ++y)
    {
      for (int x = 0; x < 13; ++x)
      {
        const double dz = z - center[0];
        const double dy = y - center[1];
        const double dx = x - center[2];
        if (dz * dz + dy * dy + dx * dx < 10.0)
        {
          result.labels[z][y][x] = 1;
          result.image[0][z][y][x] += 2.0;
        }
      }
    }
  }
  result.locations = SampleLocations(result.labels, {{1}});
  return result;
}

} // namespace

UNetOptions
TinyNetworkOptions()
{
  UNetOptions options;
  options.featuresPerStage = {4, 8};
  options.kernelSizes = {{3, 3, 3}, {3, 3, 3}};
  options.strides = {{1, 1, 1}, {2, 2, 2}};
  options.blocksPerStage = {1, 1};
  options.convsPerDecoderStage = {1};
  return options;
}

TrainingJob
TinyJob(const std::filesystem::path & runFolder)
{
  TrainingJob job;
  job.model.plan = ParsePlan(ParseJson(kPlan, "plan"), "plan");
  job.model.description = ParseDatasetDescription(ParseJson(kDataset, "dataset"), "dataset");
  job.model.configuration = "3d_fullres";
  job.fold = "0";
  for (int i = 0; i < 3; ++i)
  {
    job.trainingCases.push_back(BallCase(i));
  }
  job.validationCases = {BallCase(3)};
  job.options.epochs = 3;
  job.options.iterationsPerEpoch = 5;
  job.options.validationIterations = 3;
  job.options.optimizer.momentum = 0.9;
  job.options.optimizer.learningRate = 0.05;
  job.runFolder = runFolder;
  return job;
}

void
TrainAndStopAfter(TrainingJob job, int iterations)
{
  std::atomic<bool> cancelled = false;
  int done = 0;
  RunContext context;
  context.cancelled = &cancelled;
  context.onProgress = [&](double, std::string_view) { cancelled = ++done >= iterations; };
  EXPECT_THROW((void)Train(std::move(job), context), Cancelled);
}

void
ExpectSameWeights(const TrainingResult & a, const TrainingResult & b)
{
  const auto & weightsA = a.model.folds.at(0).weights;
  const auto & weightsB = b.model.folds.at(0).weights;
  ASSERT_EQ(weightsA.size(), weightsB.size());
  for (const auto & [name, tensor] : weightsA)
  {
    EXPECT_TRUE(at::equal(tensor, weightsB.at(name))) << name;
  }
}

} // namespace vox::testing
