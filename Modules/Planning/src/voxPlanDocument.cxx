// SPDX-License-Identifier: Apache-2.0
#include "voxPlanDocument.h"

#include "voxNnunetNames.h"

namespace vox
{
namespace
{

constexpr const char * kResampling = "resample_data_or_seg_to_shape";

Json
ResamplingToJson(bool labels, int order)
{
  return {{"is_seg", labels}, {"order", order}, {"order_z", 0}, {"force_separate_z", nullptr}};
}

Json
StagesToJson(const std::vector<Zyx<std::int64_t>> & stages, int dimensions)
{
  Json list = Json::array();
  for (const Zyx<std::int64_t> & stage : stages)
  {
    list.push_back(AxesToJson(stage, dimensions));
  }
  return list;
}

Json
ArchitectureToJson(const PlannerPreset & preset, const UNetOptions & network)
{
  const bool residual = preset.networkName == "ResidualEncoderUNet";
  Json kwargs = Json::object();
  kwargs["n_stages"] = network.featuresPerStage.size();
  kwargs["features_per_stage"] = network.featuresPerStage;
  kwargs["conv_op"] = fmt::format("torch.nn.modules.conv.Conv{}d", network.dimensions);
  kwargs["kernel_sizes"] = StagesToJson(network.kernelSizes, network.dimensions);
  kwargs["strides"] = StagesToJson(network.strides, network.dimensions);
  kwargs[residual ? "n_blocks_per_stage" : "n_conv_per_stage"] = network.blocksPerStage;
  kwargs["n_conv_per_stage_decoder"] = network.convsPerDecoderStage;
  kwargs["conv_bias"] = network.convBias;
  kwargs["norm_op"] = fmt::format("torch.nn.modules.instancenorm.InstanceNorm{}d", network.dimensions);
  kwargs["norm_op_kwargs"] = {{"eps", network.normEps}, {"affine", network.normAffine}};
  kwargs["dropout_op"] = nullptr;
  kwargs["dropout_op_kwargs"] = nullptr;
  kwargs["nonlin"] = "torch.nn.LeakyReLU";
  kwargs["nonlin_kwargs"] = {{"inplace", true}};
  return {
      {"network_class_name", fmt::format("dynamic_network_architectures.architectures.unet.{}", preset.networkName)},
      {"arch_kwargs", std::move(kwargs)},
      {"_kw_requires_import", {"conv_op", "norm_op", "dropout_op", "nonlin"}}};
}

} // namespace

Json
ConfigurationToJson(const PlannerPreset & preset, const ConfigurationTask & task, const PlannedConfiguration & planned,
                    const ConfigurationFacts & facts)
{
  Json json = Json::object();
  json["data_identifier"] = facts.dataIdentifier;
  json["preprocessor_name"] = "DefaultPreprocessor";
  json["batch_size"] = planned.batchSize;
  json["patch_size"] = AxesToJson(planned.patchSize, task.dimensions);
  json["median_image_size_in_voxels"] = facts.medianShape;
  json["spacing"] = AxesToJson(task.spacingMm, task.dimensions);
  Json & schemes = json["normalization_schemes"] = Json::array();
  Json & masks = json["use_mask_for_norm"] = Json::array();
  for (const Normalization normalization : facts.normalization)
  {
    schemes.push_back(NormalizationClass(normalization));
  }
  for (const Normalization normalization : facts.normalization)
  {
    masks.push_back(facts.maskForNorm && normalization == Normalization::ZScore);
  }
  json["resampling_fn_data"] = kResampling;
  json["resampling_fn_seg"] = kResampling;
  json["resampling_fn_data_kwargs"] = ResamplingToJson(false, 3);
  json["resampling_fn_seg_kwargs"] = ResamplingToJson(true, 1);
  json["resampling_fn_probabilities"] = kResampling;
  json["resampling_fn_probabilities_kwargs"] = ResamplingToJson(false, 1);
  json["architecture"] = ArchitectureToJson(preset, planned.network);
  return json;
}

} // namespace vox
