// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingLoss.h"

#include "voxError.h"

namespace vox
{

void
ChooseLoss(TrainOptions & options, const DatasetDescription & description)
{
  const bool regions = description.HasRegions();
  if (!options.loss)
  {
    options.loss = regions ? "dice-binary-cross-entropy" : "dice-cross-entropy";
  }
  const Activation wanted = regions ? Activation::Sigmoid : Activation::Softmax;
  if (FindLoss(*options.loss).activation == wanted)
  {
    return;
  }
  std::vector<std::string_view> fitting;
  for (const LossEntry & entry : LossRegistry())
  {
    if (entry.activation == wanted)
    {
      fitting.push_back(entry.name);
    }
  }
  Fail(ErrorKind::Usage, "training options: loss '{}' is for {}, but data set '{}' has {}; losses that fit: {}",
       *options.loss, regions ? "one label a voxel" : "overlapping regions", description.name,
       regions ? "overlapping regions" : "one label a voxel", fmt::join(fitting, ", "));
}

LossFunction
MakeTrainingLoss(const TrainOptions & options, const PlanConfiguration & configuration,
                 const DatasetDescription & description)
{
  const LossEntry & entry = FindLoss(options.loss.value());
  const Json defaults = entry.defaults();
  Json lossOptions = options.lossOptions;
  const auto leftOpen = [&](const char * key) { return defaults.contains(key) && !lossOptions.contains(key); };
  if (leftOpen("batch"))
  {
    lossOptions["batch"] = configuration.batchDice;
  }
  if (leftOpen("ignore_label") && description.ignoreLabel)
  {
    lossOptions["ignore_label"] = *description.ignoreLabel;
  }
  if (leftOpen("extent_mm"))
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const double spacing = configuration.preprocessing.spacingMm[axis].value_or(1.0); // none along z in 2D
      lossOptions["extent_mm"].push_back(static_cast<double>(configuration.patchSize[axis]) * spacing);
    }
  }
  if (leftOpen("regions"))
  {
    for (const LabelEntry & region : description.Foreground())
    {
      lossOptions["regions"].push_back(region.values);
    }
  }
  return entry.make(lossOptions);
}

} // namespace vox
