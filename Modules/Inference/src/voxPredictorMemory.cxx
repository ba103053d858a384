// SPDX-License-Identifier: Apache-2.0
#include "voxDecodeLogits.h"
#include "voxPredictorImplementation.h"

#include <algorithm>

namespace vox
{

NetworkShape
Predictor::Implementation::Shape() const
{
  const NetworkDefinition & network = networks.front().Definition();
  NetworkShape shape;
  shape.patchSize = window.patchSize;
  shape.bytesPerFeature = precision == Precision::Bf16 ? 2 : 4;
  shape.measured = measured;
  if (measured)
  {
    shape.options.inputChannels = network.InputChannels();
  }
  else
  {
    shape.options = UNetOptionsOf(network);
    shape.residualEncoder = network.name == "ResidualEncoderUNet";
  }
  return shape;
}

ForecastSettings
Predictor::Implementation::Settings(const PreprocessRecord & record) const
{
  ForecastSettings settings;
  settings.preprocessing = configuration.preprocessing;
  settings.network = Shape();
  settings.folds = static_cast<std::int64_t>(networks.size());
  if (!configuration.previousStage.empty())
  {
    settings.previousLabels = previousStage ? PreviousLabels::Made : PreviousLabels::Read;
  }
  settings.labels = LabelRuleOf(description);
  settings.streamed = Streams(record);
  settings.bytesPerSum = window.halfPrecisionSums ? 2 : 4;
  settings.probabilities = probabilities;
  settings.keepsResult = skipAir;
  settings.kept = kept + AttentionBytes(record);
  return settings;
}

MemoryPlan
Predictor::Implementation::Plan(const ImageFile & image, const PreprocessRecord & record, std::int64_t besides) const
{
  ForecastSettings settings = Settings(record);
  settings.kept += besides;
  return vox::PlanMemory(image, record, settings, maxRam, ReachableMemory());
}

std::int64_t
Predictor::Implementation::OwnWeightBytes() const
{
  return static_cast<std::int64_t>(networks.size()) * WeightBytes(Shape());
}

MemoryPlan
Predictor::PlanMemory(const ImageFile & image, bool inLine, std::int64_t held) const
{
  const Implementation & self = *m_Implementation;
  const PreprocessRecord record = WholeImageRecord(image.geometry, self.configuration.preprocessing);
  const std::int64_t besides = held + (inLine ? NeighborBytes(image, record, self.Settings(record)) : 0);
  MemoryPlan plan = self.Plan(image, record, besides);
  if (self.previousStage)
  {
    const Implementation & first = *self.previousStage->m_Implementation;
    // The image, which is read once, waits for the second stage.
    const std::int64_t waiting = 4 * image.channels * Product(image.geometry.size);
    const PreprocessRecord firstRecord = WholeImageRecord(image.geometry, first.configuration.preprocessing);
    const MemoryForecast forecast = first.Plan(image, firstRecord, besides + waiting).forecast;
    for (std::size_t stage = 1; stage < forecast.stages.size(); ++stage)
    {
      plan.forecast.stages[stage].bytes = std::max(plan.forecast.stages[stage].bytes, forecast.stages[stage].bytes);
    }
  }
  return plan;
}

} // namespace vox
