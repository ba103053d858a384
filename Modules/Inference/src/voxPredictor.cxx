// SPDX-License-Identifier: Apache-2.0
#include "voxPredictor.h"

#include "voxCascadeInput.h"
#include "voxDecodeLogits.h"
#include "voxError.h"
#include "voxPrecision.h"
#include "voxProgressPart.h"
#include "voxSlidingWindow.h"

#include <ATen/ATen.h>

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

void
RequireChannels(const at::Tensor & image, const std::vector<std::string> & names)
{
  const auto expected = static_cast<std::int64_t>(names.size());
  if (image.dim() != 4 || image.size(0) != expected)
  {
    Fail(ErrorKind::BadInput, "the image has {} channels (shape [{}]), the model expects {}, in this order: {}",
         image.dim() == 4 ? image.size(0) : 0, fmt::join(image.sizes(), ", "), expected, fmt::join(names, ", "));
  }
}

/** The options of the stage before: the same folds where it has them all, else every fold of its own. */
PredictOptions
OptionsOfPreviousStage(const Model & model, PredictOptions options)
{
  options.probabilities = false;
  const std::vector<std::string> known = model.FoldNames();
  const auto isKnown = [&](const std::string & fold) { return std::ranges::find(known, fold) != known.end(); };
  if (!std::ranges::all_of(options.folds, isKnown))
  {
    options.folds.clear();
  }
  return options;
}

} // namespace

std::span<const EnumName<ExportMode>>
EnumNames(ExportMode)
{
  static constexpr EnumName<ExportMode> names[] = {{ExportMode::Streamed, "streamed"}, {ExportMode::Exact, "exact"}};
  return names;
}

struct Predictor::Implementation
{
  DatasetDescription description;
  PlanConfiguration configuration;
  std::vector<std::string> inputNames;
  SlidingWindowOptions window;
  Precision precision = Precision::Fp32;
  bool probabilities = false;
  std::vector<Network> networks; ///< one per fold
  std::optional<Predictor> previousStage;
};

Predictor::Predictor(Model model, const PredictOptions & options) : m_Implementation(std::make_shared<Implementation>())
{
  Implementation & self = *m_Implementation;
  self.precision = ChoosePrecision(options.precision);
  self.configuration = model.Configuration();
  self.probabilities = options.probabilities;
  self.window.patchSize = self.configuration.patchSize;
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
    self.networks.back().UseChannelsLast();
  }
  if (!self.configuration.previousStage.empty() && model.previousStage)
  {
    self.previousStage.emplace(*model.previousStage, OptionsOfPreviousStage(*model.previousStage, options));
  }
  self.inputNames = InputNames(model.description, self.configuration);
  self.description = std::move(model.description);
}

std::string
Predictor::NeedsPreviousStage() const
{
  return m_Implementation->previousStage ? std::string() : m_Implementation->configuration.previousStage;
}

Prediction
Predictor::Predict(const Volume & image, const RunContext & context)
{
  Implementation & self = *m_Implementation;
  if (const std::string stage = NeedsPreviousStage(); !stage.empty())
  {
    Fail(ErrorKind::Usage,
         "configuration '{}' is the second stage of a cascade: give the labels of '{}' too, or a model that holds both",
         self.configuration.name, stage);
  }
  RequireChannels(image.voxels, self.description.channelNames);
  if (!self.previousStage)
  {
    return PredictPrepared(Preprocess(image, {}, self.configuration.preprocessing, PartOf(context, 0.0, 0.1)),
                           PartOf(context, 0.1, 1.0));
  }
  const Volume labels = self.previousStage->Predict(image, PartOf(context, 0.0, 0.3)).labels;
  return Predict(image, labels, PartOf(context, 0.3, 1.0));
}

Prediction
Predictor::Predict(const Volume & image, const Volume & previousStage, const RunContext & context)
{
  const Implementation & self = *m_Implementation;
  const std::string & stage = self.configuration.previousStage;
  if (stage.empty())
  {
    Fail(ErrorKind::Usage, "configuration '{}' has no previous stage; leave out the labels of one",
         self.configuration.name);
  }
  RequireChannels(image.voxels, self.description.channelNames);
  RequireDeclaredValues(previousStage.voxels, self.description, stage);
  PreprocessedCase prepared =
      Preprocess(image, {nullptr, &previousStage}, self.configuration.preprocessing, PartOf(context, 0.0, 0.1));
  prepared.image = WithOneHot(prepared.image, prepared.previousStage, self.description.ForegroundValues());
  return PredictPrepared(prepared, PartOf(context, 0.1, 1.0));
}

Prediction
Predictor::PredictPrepared(const PreprocessedCase & prepared, const RunContext & context)
{
  const Implementation & self = *m_Implementation;
  const at::Tensor logits = PredictLogits(prepared.image, PartOf(context, 0.0, 0.9));
  const double labelsEnd = self.probabilities ? 0.95 : 1.0;
  Prediction prediction;
  prediction.labels = DecodeLabels(logits, prepared.record, self.description, PartOf(context, 0.9, labelsEnd));
  if (self.probabilities)
  {
    prediction.probabilities =
        DecodeProbabilities(logits, prepared.record, self.description, PartOf(context, labelsEnd, 1.0));
  }
  context.Report(1.0, "predicted");
  return prediction;
}

at::Tensor
Predictor::PredictLogits(const at::Tensor & image, const RunContext & context)
{
  Implementation & self = *m_Implementation;
  RequireChannels(image, self.inputNames);
  const PrecisionScope precision(self.precision);
  const auto folds = static_cast<double>(self.networks.size());
  at::Tensor sum;
  for (std::size_t i = 0; i < self.networks.size(); ++i)
  {
    const auto network = [&](const at::Tensor & window) { return self.networks[i].Forward(window).front(); };
    const double done = static_cast<double>(i);
    const at::Tensor logits =
        SlidingWindowLogits(network, image, self.window, PartOf(context, done / folds, (done + 1.0) / folds));
    sum = sum.defined() ? sum.add_(logits) : logits;
  }
  return self.networks.size() == 1 ? sum : sum.div_(folds);
}

Precision
Predictor::ChosenPrecision() const
{
  return m_Implementation->precision;
}

} // namespace vox
