// SPDX-License-Identifier: Apache-2.0
#ifndef voxTinyModel_h
#define voxTinyModel_h

#include "voxModel.h"

#include <cstdint>
#include <vector>

namespace vox::testing
{

/** What a tiny model is made of; the defaults are one channel, three classes, two plain stages, windows of 8 x 8 x 8
 * voxels of 1 mm. */
struct TinyModel
{
  int dimensions = 3;
  std::vector<std::string> channelNames{"MRI"};
  Json labels = Json{{"background", 0}, {"front", 1}, {"back", 2}};
  Json regionsClassOrder = nullptr; ///< null: no regions
  double spacingMm = 1.0;
  std::int64_t patchSize = 8;
  std::vector<std::int64_t> features{4, 8}; ///< of each stage
  int blocksPerStage = 1;                   ///< of the encoder: convolutions or residual blocks
  bool residualEncoder = false;
  std::vector<std::string> folds{"0"};
};

/** Gives the model folds with random weights for its configuration. Fold i has the weights of seed i + 1. */
inline void
InitializeFolds(Model & model, const std::vector<std::string> & folds)
{
  model.folds.clear();
  const PlanConfiguration unpacked = model.Configuration();
  for (std::size_t i = 0; i < folds.size(); ++i)
  {
    const Network network(NetworkFor(unpacked, model.description), i + 1);
    FoldWeights fold{folds[i], {}};
    for (const auto & [key, weight] : network.Parameters())
    {
      fold.weights.emplace(key, weight.detach());
    }
    model.folds.push_back(std::move(fold));
  }
}

/** A model with random weights, from a plan as nnU-Net writes it. */
inline Model
MakeTinyModel(const TinyModel & tiny = {})
{
  const bool flat = tiny.dimensions == 2;
  const auto perAxis = [&](const Json & value) { return Json(std::vector<Json>(flat ? 2 : 3, value)); };
  const std::size_t channels = tiny.channelNames.size();
  const std::string suffix = flat ? "2d" : "3d";
  const auto resampling = [](bool labels) {
    return Json{{"is_seg", labels}, {"order", 1}, {"order_z", 0}, {"force_separate_z", nullptr}};
  };
  const std::size_t stages = tiny.features.size();
  std::vector<Json> strides(stages, perAxis(2));
  strides.front() = perAxis(1);
  const std::string network = tiny.residualEncoder ? "ResidualEncoderUNet" : "PlainConvUNet";
  const Json architecture{{"network_class_name", "dynamic_network_architectures.architectures.unet." + network},
                          {"arch_kwargs",
                           {{"n_stages", stages},
                            {"features_per_stage", tiny.features},
                            {"conv_op", "torch.nn.modules.conv.Conv" + suffix},
                            {"kernel_sizes", std::vector<Json>(stages, perAxis(3))},
                            {"strides", strides},
                            {tiny.residualEncoder ? "n_blocks_per_stage" : "n_conv_per_stage",
                             std::vector<int>(stages, tiny.blocksPerStage)},
                            {"n_conv_per_stage_decoder", std::vector<int>(stages - 1, 1)},
                            {"conv_bias", true},
                            {"norm_op", "torch.nn.modules.instancenorm.InstanceNorm" + suffix},
                            {"norm_op_kwargs", {{"eps", 1e-5}, {"affine", true}}},
                            {"dropout_op", nullptr},
                            {"dropout_op_kwargs", nullptr},
                            {"nonlin", "torch.nn.LeakyReLU"},
                            {"nonlin_kwargs", {{"inplace", true}}}}},
                          {"_kw_requires_import", {"conv_op", "norm_op", "dropout_op", "nonlin"}}};
  const std::string configuration = flat ? "2d" : "3d_fullres";
  const Json plan{{"dataset_name", "Dataset001_Tiny"},
                  {"plans_name", "nnUNetPlans"},
                  {"original_median_spacing_after_transp", {tiny.spacingMm, tiny.spacingMm, tiny.spacingMm}},
                  {"original_median_shape_after_transp", {9, 11, 10}},
                  {"image_reader_writer", "SimpleITKIO"},
                  {"transpose_forward", {0, 1, 2}},
                  {"transpose_backward", {0, 1, 2}},
                  {"configurations",
                   {{configuration,
                     {{"data_identifier", "nnUNetPlans_" + configuration},
                      {"preprocessor_name", "DefaultPreprocessor"},
                      {"batch_size", 2},
                      {"patch_size", perAxis(tiny.patchSize)},
                      {"median_image_size_in_voxels", perAxis(9.0)},
                      {"spacing", perAxis(tiny.spacingMm)},
                      {"normalization_schemes", std::vector<std::string>(channels, "ZScoreNormalization")},
                      {"use_mask_for_norm", std::vector<bool>(channels, false)},
                      {"resampling_fn_data", "resample_data_or_seg_to_shape"},
                      {"resampling_fn_seg", "resample_data_or_seg_to_shape"},
                      {"resampling_fn_data_kwargs", resampling(false)},
                      {"resampling_fn_seg_kwargs", resampling(true)},
                      {"resampling_fn_probabilities", "resample_data_or_seg_to_shape"},
                      {"resampling_fn_probabilities_kwargs", resampling(false)},
                      {"architecture", architecture},
                      {"batch_dice", false}}}}},
                  {"experiment_planner_used", "ExperimentPlanner"},
                  {"label_manager", "LabelManager"},
                  {"foreground_intensity_properties_per_channel", Json::object()}};
  Json description{
      {"channel_names", Json::object()}, {"labels", tiny.labels}, {"numTraining", 1}, {"file_ending", ".nii.gz"}};
  for (std::size_t i = 0; i < channels; ++i)
  {
    description["channel_names"][std::to_string(i)] = tiny.channelNames[i];
  }
  if (!tiny.regionsClassOrder.is_null())
  {
    description["regions_class_order"] = tiny.regionsClassOrder;
  }

  Model model;
  model.plan = ParsePlan(plan, "tiny plan");
  model.description = ParseDatasetDescription(description, "tiny data set");
  model.configuration = configuration;
  model.mirrorAxes = flat ? std::vector<int>{1, 2} : std::vector<int>{0, 1, 2};
  InitializeFolds(model, tiny.folds);
  return model;
}

/** The two stages of a cascade: 3d_lowres at twice the spacing, and 3d_cascade_fullres that is not yet told of it. */
struct TinyCascade
{
  Model first;
  Model second;
};

inline TinyCascade
MakeTinyCascade(const TinyModel & tiny = {}, const std::vector<std::string> & firstFolds = {"0"})
{
  Model model = MakeTinyModel(tiny);
  Json & configurations = model.plan.document["configurations"];
  configurations["3d_lowres"] = configurations["3d_fullres"];
  configurations["3d_lowres"]["spacing"] = std::vector<double>(3, 2.0 * tiny.spacingMm);
  configurations["3d_cascade_fullres"] = {{"inherits_from", "3d_fullres"}, {"previous_stage", "3d_lowres"}};
  TinyCascade cascade{model, model};
  cascade.first.configuration = "3d_lowres";
  InitializeFolds(cascade.first, firstFolds);
  cascade.second.configuration = "3d_cascade_fullres";
  InitializeFolds(cascade.second, tiny.folds);
  return cascade;
}

} // namespace vox::testing

#endif
