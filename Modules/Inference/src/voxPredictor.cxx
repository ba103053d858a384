// SPDX-License-Identifier: Apache-2.0
#include "voxPredictor.h"

#include "voxCascadeInput.h"
#include "voxDecodeLogits.h"
#include "voxError.h"
#include "voxPrecision.h"
#include "voxProgressPart.h"
#include "voxSlidingWindow.h"
#include "voxStreamLogits.h"

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

struct Predictor::Implementation
{
  /** True if labels are made while windows are added up, so that all logits never exist at a time. */
  [[nodiscard]] bool
  Streams(const PreprocessRecord & record) const
  {
    return !probabilities && !window.halfPrecisionSums && LabelSink::CanStream(record);
  }

  [[nodiscard]] std::vector<FeatureNetwork>
  FeatureNetworks() const
  {
    std::vector<FeatureNetwork> parts;
    for (const Network & network : networks)
    {
      const auto features = [copy = network](const at::Tensor & tile) mutable { return copy.Features(tile); };
      const auto precise = [copy = network](const at::Tensor & tile) { return copy.Clone().Features(tile); };
      parts.push_back({features, network.Head(), precision == Precision::Bf16 ? WindowFunction(precise) : nullptr});
    }
    return parts;
  }

  [[nodiscard]] ForecastSettings Settings(const PreprocessRecord & record) const;
  [[nodiscard]] std::int64_t OwnWeightBytes() const;

  DatasetDescription description;
  PlanConfiguration configuration;
  std::vector<std::string> inputNames;
  SlidingWindowOptions window;
  Precision precision = Precision::Fp32;
  bool probabilities = false;
  std::int64_t maxRam = 0;       ///< bytes; 0: what there is
  std::int64_t kept = 0;         ///< bytes of the other model of a cascade
  std::vector<Network> networks; ///< one per fold
  std::optional<Predictor> previousStage;
};

ForecastSettings
Predictor::Implementation::Settings(const PreprocessRecord & record) const
{
  ForecastSettings settings;
  settings.preprocessing = configuration.preprocessing;
  settings.network = networks.front().Options();
  settings.patchSize = configuration.patchSize;
  settings.folds = static_cast<std::int64_t>(networks.size());
  settings.bytesPerFeature = precision == Precision::Bf16 ? 2 : 4;
  settings.labels = LabelRuleOf(description);
  settings.streamed = Streams(record);
  settings.bytesPerSum = window.halfPrecisionSums ? 2 : 4;
  settings.probabilities = probabilities;
  settings.kept = kept;
  return settings;
}

std::int64_t
Predictor::Implementation::OwnWeightBytes() const
{
  return static_cast<std::int64_t>(networks.size()) * WeightBytes(networks.front().Options());
}

Predictor::Predictor(Model model, const PredictOptions & options) : m_Implementation(std::make_shared<Implementation>())
{
  Implementation & self = *m_Implementation;
  self.precision = ChoosePrecision(options.precision);
  self.configuration = model.Configuration();
  self.probabilities = options.probabilities;
  self.maxRam = options.maxRam.empty() ? 0 : ParseMemorySize(options.maxRam, "--max-ram");
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
    // nnU-Net's labels to the voxel want its sums: a Winograd convolution rounds otherwise.
    if (self.window.halfPrecisionSums)
    {
      self.networks.back().UseChannelsLast();
    }
    else
    {
      self.networks.back().PrepareToPredict(self.precision == Precision::Bf16 ? at::kBFloat16 : at::kFloat);
    }
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

std::string
Predictor::NeedsPreviousStage() const
{
  return m_Implementation->previousStage ? std::string() : m_Implementation->configuration.previousStage;
}

Prediction
Predictor::Predict(const Volume & image, const RunContext & context)
{
  return Predict(Volume(image), context);
}

Prediction
Predictor::Predict(Volume && image, const RunContext & context)
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
    return PredictPrepared(
        Preprocess(std::move(image), {}, self.configuration.preprocessing, PartOf(context, 0.0, 0.1)),
        PartOf(context, 0.1, 1.0));
  }
  const Volume labels = self.previousStage->Predict(image, PartOf(context, 0.0, 0.3)).labels;
  return Predict(std::move(image), labels, PartOf(context, 0.3, 1.0));
}

Prediction
Predictor::Predict(const Volume & image, const Volume & previousStage, const RunContext & context)
{
  return Predict(Volume(image), previousStage, context);
}

Prediction
Predictor::Predict(Volume && image, const Volume & previousStage, const RunContext & context)
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
  PreprocessedCase prepared = Preprocess(std::move(image), {nullptr, &previousStage}, self.configuration.preprocessing,
                                         PartOf(context, 0.0, 0.1));
  prepared.image = WithOneHot(prepared.image, prepared.previousStage, self.description.ForegroundValues());
  prepared.previousStage.reset();
  return PredictPrepared(std::move(prepared), PartOf(context, 0.1, 1.0));
}

Prediction
Predictor::PredictPrepared(PreprocessedCase prepared, const RunContext & context)
{
  const Implementation & self = *m_Implementation;
  const PreprocessRecord & record = prepared.record;
  Prediction prediction;
  if (self.Streams(record))
  {
    const ImageFile image{record.original, static_cast<std::int64_t>(self.description.channelNames.size())};
    const MemoryPlan plan = vox::PlanMemory(image, record, self.Settings(record), self.maxRam, ReachableMemory());
    LabelSink sink(record, LabelRuleOf(self.description), plan.slabBytes);
    StreamLogits(self.FeatureNetworks(), prepared.image, self.window, plan.ring,
                 {[&](std::int64_t wanted) { return sink.Prepare(wanted); }, [&] { sink.Accept(context); }}, context);
    prepared.image.reset();
    prediction.labels = sink.Finish();
  }
  else
  {
    const at::Tensor logits = PredictLogits(prepared.image, PartOf(context, 0.0, 0.9));
    prepared.image.reset();
    const double labelsEnd = self.probabilities ? 0.95 : 1.0;
    prediction.labels = DecodeLabels(logits, record, self.description, PartOf(context, 0.9, labelsEnd));
    if (self.probabilities)
    {
      prediction.probabilities = DecodeProbabilities(logits, record, self.description, PartOf(context, labelsEnd, 1.0));
    }
  }
  context.Report(1.0, "predicted");
  return prediction;
}

at::Tensor
Predictor::PredictLogits(const at::Tensor & image, const RunContext & context)
{
  Implementation & self = *m_Implementation;
  RequireChannels(image, self.inputNames);
  if (!self.window.halfPrecisionSums)
  {
    return CollectLogits(self.FeatureNetworks(), image, self.window, kernels::RingType::Float32, context);
  }
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

MemoryPlan
Predictor::PlanMemory(const ImageFile & image, std::int64_t besides) const
{
  const Implementation & self = *m_Implementation;
  const PreprocessRecord record = WholeImageRecord(image.geometry, self.configuration.preprocessing);
  ForecastSettings settings = self.Settings(record);
  settings.kept += besides;
  MemoryPlan plan = vox::PlanMemory(image, record, settings, self.maxRam, ReachableMemory());
  if (self.previousStage)
  {
    // The image waits for the second stage.
    const std::int64_t held = 4 * image.channels * Product(image.geometry.size);
    const MemoryForecast first = self.previousStage->PlanMemory(image, besides + held).forecast;
    for (std::size_t stage = 0; stage < first.stages.size(); ++stage)
    {
      plan.forecast.stages[stage].bytes = std::max(plan.forecast.stages[stage].bytes, first.stages[stage].bytes);
    }
  }
  return plan;
}

Precision
Predictor::ChosenPrecision() const
{
  return m_Implementation->precision;
}

} // namespace vox
