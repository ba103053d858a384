// SPDX-License-Identifier: Apache-2.0
#include "voxCascadeInput.h"
#include "voxDecodeLogits.h"
#include "voxError.h"
#include "voxPrecision.h"
#include "voxPredictorImplementation.h"
#include "voxProgressPart.h"
#include "voxStreamLabels.h"

#include <ATen/ATen.h>

#include <fmt/ranges.h>

#include <utility>

namespace vox
{
namespace
{

void
LogKnownWindows(bool skipAir, const WindowCounts & counts, const RunContext & context)
{
  if (skipAir)
  {
    context.Log(LogLevel::Info, fmt::format("{} of {} windows, mirror images and folds counted, are of one value and "
                                            "took the result of an equal one",
                                            counts.known, counts.asked));
  }
}

FeatureNetwork
PreparedNetwork(const Network & network, Precision precision)
{
  const auto precise = [copy = network](const at::Tensor & tile) { return copy.Clone().Features(tile); };
  return {[copy = network](const at::Tensor & tile) mutable { return copy.Features(tile); }, network.Head(),
          precision == Precision::Bf16 ? WindowFunction(precise) : nullptr,
          [copy = network]() mutable { copy.ReleaseFeatures(); }};
}

/** A network on a CUDA device whose features are wanted at `place`. */
FeatureNetwork
DeviceNetwork(const Network & network, c10::Device device, c10::Device place, Precision precision)
{
  const auto in = [&](Precision arithmetic) -> WindowFunction {
    return [copy = network, device, place, arithmetic](const at::Tensor & tile) mutable {
      const PrecisionScope scope(arithmetic, device.type());
      return copy.Features(tile.to(device)).to(place);
    };
  };
  const LinearHead head = network.Head();
  return {in(precision),
          {head.weight.to(place), head.bias.to(place)},
          precision == Precision::Bf16 ? in(Precision::Fp32) : nullptr,
          nullptr};
}

} // namespace

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

bool
Predictor::Implementation::Streams(const PreprocessRecord & record) const
{
  return !probabilities && !window.halfPrecisionSums && LabelGrid::CanStream(record);
}

std::vector<FeatureNetwork>
Predictor::Implementation::FeatureNetworks(WindowCounts & counts, c10::Device place) const
{
  std::vector<FeatureNetwork> parts;
  for (const Network & network : networks)
  {
    FeatureNetwork part = device.place.is_cuda() ? DeviceNetwork(network, device.place, place, precision)
                                                 : PreparedNetwork(network, precision);
    if (skipAir)
    {
      const auto known = std::make_shared<ConstantWindows>(part.features, counts);
      part.features = [known](const at::Tensor & tile) { return (*known)(tile); };
      part.release = [known, release = part.release] {
        known->Forget();
        if (release)
        {
          release();
        }
      };
    }
    parts.push_back(std::move(part));
  }
  return parts;
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

Volume
Predictor::Implementation::StreamedLabels(PreprocessedCase & prepared, const RunContext & context) const
{
  const PreprocessRecord & record = prepared.record;
  const ImageFile image{record.original, static_cast<std::int64_t>(description.channelNames.size())};
  const MemoryPlan plan = Plan(image, record, 0);
  LabelSink sink(record, LabelRuleOf(description), plan.slabBytes);
  WindowCounts counts;
  StreamLogits(FeatureNetworks(counts, c10::kCPU), prepared.image, window, plan.ring,
               {[&](std::int64_t wanted) { return sink.Prepare(wanted); }, [&] { sink.Accept(context); }}, context);
  LogKnownWindows(skipAir, counts, context);
  prepared.image.reset();
  return sink.Finish();
}

Volume
Predictor::Implementation::DeviceLabels(PreprocessedCase & prepared, const RunContext & context) const
{
  LabelGrid grid(prepared.record, LabelRuleOf(description));
  WindowCounts counts;
  const std::vector<FeatureNetwork> parts = FeatureNetworks(counts, device.place);
  const std::int64_t featureBytes = precision == Precision::Bf16 ? 2 : 4;
  kernels::DeviceForecast forecast = ForecastLabels(prepared.image, window, grid, parts.front().head, featureBytes);
  // Weights are there already.
  forecast.network = ActivationBytes(Shape());
  context.Log(LogLevel::Info, fmt::format("{}: {}", device.name, forecast.Text()));
  kernels::RequireDeviceMemory(forecast, FreeBytes(device), device.place.index());
  StreamLabels(parts, prepared.image, window, device, grid, context);
  LogKnownWindows(skipAir, counts, context);
  prepared.image.reset();
  return grid.Finish();
}

Prediction
Predictor::PredictPrepared(PreprocessedCase prepared, const RunContext & whole)
{
  Implementation & self = *m_Implementation;
  const PreprocessRecord & record = prepared.record;
  Prediction prediction;
  const double attentionEnd = self.gates.empty() ? 0.0 : 0.4;
  if (!self.gates.empty())
  {
    prediction.attention = self.Attention(prepared, PartOf(whole, 0.0, attentionEnd));
  }
  const RunContext context = PartOf(whole, attentionEnd, 1.0);
  if (self.Streams(record))
  {
    prediction.labels =
        self.device.place.is_cuda() ? self.DeviceLabels(prepared, context) : self.StreamedLabels(prepared, context);
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
  WindowCounts counts;
  if (!self.window.halfPrecisionSums)
  {
    at::Tensor logits =
        CollectLogits(self.FeatureNetworks(counts, c10::kCPU), image, self.window, kernels::RingType::Float32, context);
    LogKnownWindows(self.skipAir, counts, context);
    return logits;
  }
  const PrecisionScope precision(self.precision, self.device.place.type());
  const auto folds = static_cast<double>(self.networks.size());
  at::Tensor sum;
  for (std::size_t i = 0; i < self.networks.size(); ++i)
  {
    WindowFunction network = [&](const at::Tensor & window) {
      return self.networks[i].Forward(window.to(self.device.place)).front().to(at::kCPU);
    };
    if (self.skipAir)
    {
      network = ConstantWindows(network, counts);
    }
    const double done = static_cast<double>(i);
    const at::Tensor logits =
        SlidingWindowLogits(network, image, self.window, PartOf(context, done / folds, (done + 1.0) / folds));
    sum = sum.defined() ? sum.add_(logits) : logits;
  }
  LogKnownWindows(self.skipAir, counts, context);
  return self.networks.size() == 1 ? sum : sum.div_(folds);
}

const std::string &
Predictor::ChosenDevice() const
{
  return m_Implementation->device.name;
}

Precision
Predictor::ChosenPrecision() const
{
  return m_Implementation->precision;
}

} // namespace vox
