// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingLoss.h"

#include "voxError.h"
#include "voxModel.h"

namespace vox
{
namespace
{

/** The options with what the user left open of those that a loss with these defaults has. */
Json
FilledIn(Json options, const Json & defaults, const PlanConfiguration & configuration,
         const DatasetDescription & description)
{
  const auto leftOpen = [&](const char * key) { return defaults.contains(key) && !options.contains(key); };
  if (leftOpen("batch"))
  {
    options["batch"] = configuration.batchDice;
  }
  if (leftOpen("ignore_label") && description.ignoreLabel)
  {
    options["ignore_label"] = *description.ignoreLabel;
  }
  if (leftOpen("extent_mm"))
  {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const double spacing = configuration.preprocessing.spacingMm[axis].value_or(1.0); // none along z in 2D
      options["extent_mm"].push_back(static_cast<double>(configuration.patchSize[axis]) * spacing);
    }
  }
  if (leftOpen("regions"))
  {
    for (const LabelEntry & region : description.Foreground())
    {
      options["regions"].push_back(region.values);
    }
  }
  if (leftOpen("terms"))
  {
    options["terms"] = defaults["terms"];
  }
  return options;
}

/** Leaves a term that is no object, or whose options are none, to the loss: it says what is wrong. */
void
FillInTerm(Json & term, const PlanConfiguration & configuration, const DatasetDescription & description)
{
  if (!term.is_object() || !term.contains("loss") || !term["loss"].is_string())
  {
    return;
  }
  const Json given = term.value("options", Json::object());
  if (given.is_object())
  {
    term["options"] = FilledIn(given, FindLoss(term["loss"].get<std::string>()).defaults(), configuration, description);
  }
}

/** The options of the chosen loss, with all that was left open. */
Json
CompleteOptions(const TrainOptions & options, const PlanConfiguration & configuration,
                const DatasetDescription & description)
{
  const Json defaults = FindLoss(options.loss.value()).defaults();
  Json lossOptions = FilledIn(options.lossOptions, defaults, configuration, description);
  if (defaults.contains("terms"))
  {
    for (Json & term : lossOptions["terms"])
    {
      FillInTerm(term, configuration, description);
    }
  }
  return lossOptions;
}

} // namespace

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
                 const DatasetDescription & description, std::int64_t epoch)
{
  Json lossOptions = CompleteOptions(options, configuration, description);
  if (lossOptions.contains("terms"))
  {
    lossOptions.emplace("epoch", epoch); // unless the user names one
  }
  return MakeLoss(options.loss.value(), lossOptions);
}

std::vector<ReferenceDistances>
DistancesForTrainingLoss(const TrainOptions & options, const PlanConfiguration & configuration,
                         const DatasetDescription & description)
{
  return FindLoss(options.loss.value())
      .distances(CompleteOptions(options, configuration, description),
                 NetworkFor(configuration, description).OutputChannels());
}

} // namespace vox
