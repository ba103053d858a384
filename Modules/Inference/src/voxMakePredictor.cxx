// SPDX-License-Identifier: Apache-2.0
#include "voxCascadeInput.h"
#include "voxDevice.h"
#include "voxError.h"
#include "voxMeasureNetwork.h"
#include "voxPrecision.h"
#include "voxPredictorImplementation.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace vox
{
namespace
{

/** Indices into model.folds of the folds that were asked for. */
std::vector<std::size_t>
ChooseFolds(const Model & model, const std::vector<std::string> & asked)
{
  if (model.folds.empty())
  {
    Fail(ErrorKind::BadModel, "the model has no trained folds; predicting needs at least one");
  }
  const std::vector<std::string> known = model.FoldNames();
  std::vector<std::size_t> chosen;
  if (asked.empty())
  {
    chosen.resize(known.size());
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    return chosen;
  }
  for (const std::string & fold : asked)
  {
    const auto found = std::find(known.begin(), known.end(), fold);
    if (found == known.end())
    {
      Fail(ErrorKind::Usage, "fold '{}': the model has no such fold; it has: {}", fold, fmt::join(known, ", "));
    }
    const auto index = static_cast<std::size_t>(found - known.begin());
    if (std::find(chosen.begin(), chosen.end(), index) != chosen.end())
    {
      Fail(ErrorKind::Usage, "fold '{}' is named twice; each fold counts once in the average", fold);
    }
    chosen.push_back(index);
  }
  return chosen;
}

/** The options of the stage before: the same folds where it has them all, else every fold of its own. */
PredictOptions
OptionsOfPreviousStage(const Model & model, PredictOptions options)
{
  options.probabilities = false;
  options.attention = false;
  const std::vector<std::string> known = model.FoldNames();
  const auto isKnown = [&](const std::string & fold) { return std::ranges::find(known, fold) != known.end(); };
  if (!std::ranges::all_of(options.folds, isKnown))
  {
    options.folds.clear();
  }
  return options;
}

Zyx<std::int64_t>
WithoutMargin(Zyx<std::int64_t> size, const Zyx<std::int64_t> & margin)
{
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    size[axis] -= 2 * margin[axis];
  }
  return size;
}

} // namespace

Predictor::Predictor(Model model, const PredictOptions & options) : m_Implementation(std::make_shared<Implementation>())
{
  Implementation & self = *m_Implementation;
  self.device = ChooseDevice(options.device);
  self.precision = ChoosePrecision(options.precision, self.device);
  self.configuration = model.Configuration();
  self.probabilities = options.probabilities;
  self.skipAir = options.skipAir;
  self.maxRam = options.maxRam.empty() ? 0 : ParseMemorySize(options.maxRam, "--max-ram");
  const NetworkDefinition network = NetworkFor(self.configuration, model.description);
  self.window.margin = FindNetwork(network.name).sizes(network.options).margin;
  self.window.patchSize = WithoutMargin(self.configuration.patchSize, self.window.margin);
  self.window.step = options.step;
  self.window.halfPrecisionSums = options.exportMode == ExportMode::Exact;
  if (options.mirror)
  {
    self.window.mirrorAxes = model.mirrorAxes;
  }
  Validate(self.window);
  for (const std::size_t fold : ChooseFolds(model, options.folds))
  {
    self.networks.push_back(model.MakeNetwork(fold));
    if (self.networks.size() == 1 && !IsOfNnunet(network))
    {
      self.measured = MeasureNetwork(self.networks.front(), self.configuration.patchSize);
    }
    if (self.networks.size() == 1 && options.attention)
    {
      self.gates = self.RequireGates();
    }
    // nnU-Net's labels to the voxel want its sums: a Winograd convolution rounds otherwise.
    if (self.window.halfPrecisionSums || self.device.place.is_cuda())
    {
      self.networks.back().UseChannelsLast();
      self.networks.back().MoveTo(self.device.place);
    }
    else
    {
      self.networks.back().PrepareToPredict(self.precision == Precision::Bf16 ? at::kBFloat16 : at::kFloat);
    }
  }
  if (options.profile)
  {
    std::ranges::for_each(self.networks, &Network::StartProfile);
  }
  if (!self.configuration.previousStage.empty() && model.previousStage)
  {
    self.previousStage.emplace(*model.previousStage, OptionsOfPreviousStage(*model.previousStage, options));
    Implementation & first = *self.previousStage->m_Implementation;
    self.kept = first.OwnWeightBytes();
    first.kept = self.OwnWeightBytes();
  }
  self.inputNames = InputNames(model.description, self.configuration);
  self.description = std::move(model.description);
}

} // namespace vox
