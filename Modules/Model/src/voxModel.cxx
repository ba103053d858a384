// SPDX-License-Identifier: Apache-2.0
#include "voxModel.h"

#include "voxError.h"

namespace vox
{

std::span<const EnumName<WeightPrecision>>
EnumNames(WeightPrecision)
{
  static constexpr EnumName<WeightPrecision> names[] = {{WeightPrecision::Float32, "fp32"},
                                                        {WeightPrecision::BFloat16, "bf16"}};
  return names;
}

namespace
{

/** Channels of an image after preprocessing. */
std::size_t
PreparedChannels(const PlanConfiguration & configuration, const DatasetDescription & description)
{
  const std::optional<PictureOptions> & picture = configuration.preprocessing.picture;
  return picture && picture->grey ? 1 : description.channelNames.size();
}

} // namespace

NetworkDefinition
NetworkFor(const PlanConfiguration & configuration, const DatasetDescription & description)
{
  const std::size_t channels = PreparedChannels(configuration, description);
  if (configuration.preprocessing.normalization.size() != channels)
  {
    Fail(ErrorKind::BadModel,
         "configuration '{}' is planned for {} image channels, the data set '{}' has {}; plan again",
         configuration.name, configuration.preprocessing.normalization.size(), description.name, channels);
  }
  const std::size_t previousLabels = configuration.previousStage.empty() ? 0 : description.ForegroundValues().size();
  NetworkDefinition network = configuration.network;
  network.options["input_channels"] = channels + previousLabels;
  network.options["output_channels"] = description.HeadCount();
  return network;
}

PlanConfiguration
Model::Configuration() const
{
  return plan.Configuration(configuration, "plan of the model");
}

std::vector<std::string>
Model::FoldNames() const
{
  std::vector<std::string> names;
  for (const FoldWeights & fold : folds)
  {
    names.push_back(fold.fold);
  }
  return names;
}

Network
Model::MakeNetwork(std::size_t i) const
{
  if (i >= folds.size())
  {
    Fail(ErrorKind::Usage, "the model has {} folds, there is no fold at position {}", folds.size(), i);
  }
  const PlanConfiguration unpacked = Configuration();
  return Network(NetworkFor(unpacked, description), folds[i].weights, "fold " + folds[i].fold);
}

} // namespace vox
