// SPDX-License-Identifier: Apache-2.0
#include "voxPredictor.h"

#include "voxDecodeLogits.h"
#include "voxError.h"
#include "voxPrecision.h"
#include "voxProgressPart.h"
#include "voxSlidingWindow.h"

#include <ATen/ATen.h>

#include <fmt/ranges.h>

#include <algorithm>
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
  std::vector<std::string> known;
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < model.folds.size(); ++i)
  {
    known.push_back(model.folds[i].fold);
    chosen.push_back(i);
  }
  if (asked.empty())
  {
    return chosen;
  }
  chosen.clear();
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
RequireChannels(const at::Tensor & image, const DatasetDescription & description)
{
  const auto expected = static_cast<std::int64_t>(description.channelNames.size());
  if (image.dim() != 4 || image.size(0) != expected)
  {
    Fail(ErrorKind::BadInput, "the image has {} channels (shape [{}]), the model expects {}, in this order: {}",
         image.dim() == 4 ? image.size(0) : 0, fmt::join(image.sizes(), ", "), expected,
         fmt::join(description.channelNames, ", "));
  }
}

} // namespace

struct Predictor::Implementation
{
  DatasetDescription description;
  PlanConfiguration configuration;
  SlidingWindowOptions window;
  Precision precision = Precision::Fp32;
  bool probabilities = false;
  std::vector<Network> networks; ///< one per fold
};

Predictor::Predictor(Model model, const PredictOptions & options) : m_Implementation(std::make_shared<Implementation>())
{
  Implementation & self = *m_Implementation;
  self.precision = ChoosePrecision(options.precision);
  self.configuration = model.Configuration();
  if (const std::string & stage = self.configuration.previousStage; !stage.empty())
  {
    Fail(ErrorKind::BadModel,
         "configuration '{}' is the second stage of a cascade and needs the labels of '{}' as a further input, which "
         "cannot be given yet; use a model of one stage",
         self.configuration.name, stage);
  }
  self.probabilities = options.probabilities;
  self.window.patchSize = self.configuration.patchSize;
  self.window.step = options.step;
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
  self.description = std::move(model.description);
}

Prediction
Predictor::Predict(const Volume & image, const RunContext & context)
{
  const Implementation & self = *m_Implementation;
  RequireChannels(image.voxels, self.description);
  const PreprocessedCase prepared =
      Preprocess(image, nullptr, self.configuration.preprocessing, PartOf(context, 0.0, 0.1));
  const at::Tensor logits = PredictLogits(prepared.image, PartOf(context, 0.1, 0.9));

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
  RequireChannels(image, self.description);
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
