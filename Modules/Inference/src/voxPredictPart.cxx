// SPDX-License-Identifier: Apache-2.0
#include "voxDecodeLogits.h"
#include "voxError.h"
#include "voxImagePart.h"
#include "voxNormalize.h"
#include "voxPredictorImplementation.h"
#include "voxProgressPart.h"
#include "voxVoxelProbabilities.h"

#include <ATen/ATen.h>

#include <utility>

namespace vox
{
namespace
{

/** A box of the grid of the file, in voxels of the reordered one. */
Box
Reordered(const Box & box, const Zyx<std::int64_t> & size, const AxisOrder & order)
{
  Box reordered;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const auto source = static_cast<std::size_t>(order.source[axis]);
    reordered.lower[axis] = order.flipped[axis] ? size[source] - box.upper[source] : box.lower[source];
    reordered.upper[axis] = order.flipped[axis] ? size[source] - box.lower[source] : box.upper[source];
  }
  return reordered;
}

/** The same box in voxels of the file. */
Box
Restored(const Box & box, const PreprocessRecord & record)
{
  return Reordered(box, record.reordered.size, Inverse(record.order));
}

/** The channel whose numbers say what the others become, if any. */
std::string
WholeImageStatistics(const PreprocessOptions & options, const std::vector<std::string> & names)
{
  for (std::size_t channel = 0; channel < options.normalization.size(); ++channel)
  {
    const Normalization scheme = options.normalization[channel];
    if (scheme == Normalization::ZScore || scheme == Normalization::RescaleTo01)
    {
      return fmt::format("channel {} ({}) is normalized by {} with the statistics of the whole image", channel,
                         channel < names.size() ? names[channel] : "", NameOf(scheme));
    }
  }
  return {};
}

/** The voxels in the order of the network, normalized, in memory of their own. */
at::Tensor
Normalized(Volume && part, const AxisOrder & order, const PreprocessOptions & options, const RunContext & context)
{
  const bool isShared = part.voxels.use_count() > 1 || part.voxels.storage().use_count() > 1;
  part.voxels = part.voxels.to(at::kFloat, false, isShared).contiguous();
  at::Tensor image = Reordered(std::exchange(part, {}), order).voxels.contiguous();
  for (std::size_t channel = 0; channel < options.normalization.size(); ++channel)
  {
    context.ThrowIfCancelled();
    const bool isGiven = channel < options.statistics.size();
    Normalize(image.select(0, static_cast<std::int64_t>(channel)), options.normalization[channel],
              isGiven ? options.statistics[channel] : IntensityStatistics{}, {});
  }
  return image;
}

} // namespace

std::string
Predictor::WhyNotInParts(const ImageGeometry & whole) const
{
  const Implementation & self = *m_Implementation;
  const PreprocessOptions & options = self.configuration.preprocessing;
  if (!self.configuration.previousStage.empty())
  {
    return "the model is a cascade, whose first stage is resampled";
  }
  if (options.picture)
  {
    return "the model resizes pictures as a whole";
  }
  if (self.device.place.is_cuda() || self.window.halfPrecisionSums || !self.gates.empty())
  {
    return "parts are predicted on the processor only, without attention maps and nnU-Net's rounding";
  }
  const PreprocessRecord record = WholeImageRecord(whole, options);
  if (record.resampled.size != record.reordered.size)
  {
    const Zyx<double> & from = record.reordered.spacingMm;
    const Zyx<double> & to = record.targetSpacingMm;
    return fmt::format("the image is resampled as a whole from {} x {} x {} mm to the {} x {} x {} mm (z, y, x) of the "
                       "model; resample it to that spacing first",
                       from.z, from.y, from.x, to.z, to.y, to.x);
  }
  return WholeImageStatistics(options, self.description.channelNames);
}

Box
Predictor::NeededInput(const ImageGeometry & whole, const Box & wanted) const
{
  const Implementation & self = *m_Implementation;
  const PreprocessRecord record = WholeImageRecord(whole, self.configuration.preprocessing);
  const Box reordered = Reordered(wanted, whole.size, record.order);
  return Restored(vox::NeededInput(record.reordered.size, reordered, self.window), record);
}

Prediction
Predictor::PredictPart(Volume && part, const ImageGeometry & whole, const Box & known, const Box & wanted,
                       const RunContext & context)
{
  const Implementation & self = *m_Implementation;
  if (const std::string obstacle = WhyNotInParts(whole); !obstacle.empty())
  {
    Fail(ErrorKind::Usage, "a part of the image cannot be predicted: {}; predict the whole image", obstacle);
  }
  RequireChannels(part.voxels, self.description.channelNames);
  const PreprocessOptions & options = self.configuration.preprocessing;
  const PreprocessRecord place = WholeImageRecord(whole, options);
  const PreprocessRecord record = WholeImageRecord(Cropped(whole, wanted), options);
  const ImagePart boxes{place.reordered.size, Reordered(known, whole.size, place.order),
                        Reordered(wanted, whole.size, place.order)};
  // Refused before any work where memory does not suffice.
  const ImageGeometry knownGrid = Cropped(whole, known);
  const ImageFile file{knownGrid, part.voxels.size(0)};
  const MemoryPlan plan = self.Plan(file, WholeImageRecord(knownGrid, options), 0);

  const at::Tensor image = Normalized(std::move(part), place.order, options, PartOf(context, 0.0, 0.05));
  const RunContext windows = PartOf(context, 0.05, 0.95);
  WindowCounts counts;
  const std::vector<FeatureNetwork> networks = self.FeatureNetworks(counts, c10::kCPU);
  constexpr auto ring = kernels::RingType::Float32; // the compact one rounds
  Prediction prediction;
  if (self.Streams(record))
  {
    LabelSink sink(record, LabelRuleOf(self.description), plan.slabBytes);
    StreamLogits(networks, image, boxes, self.window, ring,
                 {[&](std::int64_t count) { return sink.Prepare(count); }, [&] { sink.Accept(windows); }}, windows);
    prediction.labels = sink.Finish();
  }
  else
  {
    const at::Tensor logits = CollectLogits(networks, image, boxes, self.window, ring, windows);
    prediction.labels = DecodeLabels(logits, record, self.description, PartOf(context, 0.95, 1.0));
    if (self.probabilities)
    {
      const at::Tensor probabilities = VoxelProbabilities(logits, self.description.HasRegions(), context.ThreadCount());
      const Volume reordered = MakeVolume(probabilities, record.reordered);
      prediction.probabilities = MakeVolume(Reordered(reordered, Inverse(record.order)).voxels, record.original);
    }
  }
  context.Report(1.0, "predicted");
  return prediction;
}

} // namespace vox
