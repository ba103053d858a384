// SPDX-License-Identifier: Apache-2.0
#include "voxModel.h"

#include "voxError.h"

namespace vox
{

PlanConfiguration
Model::Configuration() const
{
  return plan.Configuration(configuration, "model");
}

Network
Model::MakeNetwork(std::size_t i) const
{
  if (i >= folds.size())
  {
    Fail(ErrorKind::Internal, "the model has {} folds; fold number {} was asked for", folds.size(), i);
  }
  const PlanConfiguration unpacked = Configuration();
  Network network(unpacked.networkName, NetworkOptionsFor(unpacked, description));
  network.LoadParameters(folds[i].weights, fmt::format("model, fold {}", folds[i].fold));
  network.SetTraining(false);
  network.SetDeepSupervision(false);
  return network;
}

UNetOptions
NetworkOptionsFor(const PlanConfiguration & configuration, const DatasetDescription & description)
{
  UNetOptions options = configuration.network;
  options.inputChannels = static_cast<std::int64_t>(description.channelNames.size());
  options.outputChannels = description.HeadCount();
  return options;
}

} // namespace vox
