// SPDX-License-Identifier: Apache-2.0
#include "voxMemoryForecast.h"

#include "voxWindows.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace vox
{
namespace
{

constexpr std::int64_t megabyte = std::int64_t{1} << 20;

/** The program with LibTorch and ITK loaded: their pages, relocations and static data. */
constexpr std::int64_t programBytes = 180 * megabyte;
/** Work memory of the convolutions and of reading and writing, which grows little with the sizes. */
constexpr std::int64_t scratchBytes = 40 * megabyte;

std::int64_t
LabelBytes(const PreprocessRecord & record, const LabelRule & rule)
{
  return Product(record.reordered.size) * static_cast<std::int64_t>(c10::elementSize(rule.LabelType()));
}

/** A tensor in another order of axes is a copy for as long as both are held. */
std::int64_t
Copies(const PreprocessRecord & record)
{
  return record.order == AxisOrder{} ? 1 : 2;
}

std::int64_t
StreamedBytes(const PreprocessRecord & record, const ForecastSettings & settings, const Zyx<std::int64_t> & padded)
{
  const std::int64_t classes = settings.labels.channels;
  const Zyx<std::int64_t> ring{settings.network.patchSize.z, padded.y, padded.x};
  const std::int64_t slab = LabelSink::SlabBytes(record, classes, settings.slabBytes);
  const std::int64_t bounds = slab / 32; // smallest and largest value of blocks of 8 x 8
  return kernels::LogitsRing::Bytes(settings.ring, classes, ring) + slab + bounds + LabelBytes(record, settings.labels);
}

/** Sums of all logits, and beside them the logits of a window with the sum of its mirror images, or what their check
 * for infinite values holds; the copy without padding; in half precision also the sum of the folds before. */
std::int64_t
CollectedBytes(const PreprocessRecord & record, const ForecastSettings & settings, const Zyx<std::int64_t> & padded)
{
  const std::int64_t classes = settings.labels.channels;
  const std::int64_t all = classes * Product(padded) * settings.bytesPerSum;
  const Zyx<std::int64_t> ring{settings.network.patchSize.z, padded.y, padded.x};
  const std::int64_t window = settings.bytesPerSum == 2
                                  ? std::max(3 * classes * Product(settings.network.patchSize) * 4, 2 * all)
                                  : kernels::LogitsRing::Bytes(kernels::RingType::Float32, classes, ring);
  const std::int64_t folds = settings.bytesPerSum == 2 && settings.folds > 1 ? all : 0;
  return (padded == record.resampled.size ? all : 2 * all) + window + folds;
}

/** Decoding of logits that are all there. */
std::int64_t
DecodeBytes(const PreprocessRecord & record, const ForecastSettings & settings)
{
  const std::int64_t classes = settings.labels.channels;
  const std::int64_t logits = classes * Product(record.resampled.size) * settings.bytesPerSum;
  const std::int64_t oneClass = Product(record.crop.Size()) * 4;
  const std::int64_t labels = LabelBytes(record, settings.labels) * Copies(record);
  const std::int64_t probabilities =
      settings.probabilities ? (classes * Copies(record) + 2) * Product(record.reordered.size) * 4 : 0;
  return logits + labels + std::max(LabelSink::SlabBytes(record, classes, settings.slabBytes), 3 * oneClass) +
         probabilities;
}

std::int64_t
KeptResultBytes(const ForecastSettings & settings)
{
  if (!settings.keepsResult)
  {
    return 0;
  }
  const bool areLogits = settings.bytesPerSum == 2;
  return areLogits ? 4 * settings.labels.channels * Product(settings.network.patchSize)
                   : LastFeatureBytes(settings.network);
}

std::int64_t
PredictBytes(const PreprocessRecord & record, const ForecastSettings & settings)
{
  const Zyx<std::int64_t> & patchSize = settings.network.patchSize;
  const Zyx<std::int64_t> padded = PaddedSize(record.resampled.size, patchSize);
  const std::int64_t channelBytes = settings.network.options.inputChannels * 4;
  std::int64_t image = channelBytes * Product(record.resampled.size);
  image += padded == record.resampled.size ? 0 : channelBytes * Product(padded);
  const std::int64_t network = scratchBytes + ActivationBytes(settings.network) + KeptResultBytes(settings) +
                               (channelBytes + 4) * Product(patchSize); // the window and its weights
  if (settings.streamed)
  {
    return std::max(image + network + StreamedBytes(record, settings, padded),
                    LabelBytes(record, settings.labels) * Copies(record));
  }
  return std::max(image + network + CollectedBytes(record, settings, padded), DecodeBytes(record, settings));
}

std::int64_t
WriteBytes(const PreprocessRecord & record, const ForecastSettings & settings)
{
  const std::int64_t voxels = Product(record.reordered.size);
  const std::int64_t probabilities = settings.probabilities ? 2 * settings.labels.channels * voxels * 4 : 0;
  return LabelBytes(record, settings.labels) + probabilities + scratchBytes;
}

std::int64_t
ReadBytes(const ImageFile & image)
{
  const std::int64_t values = image.channels * Product(image.geometry.size);
  return (values + image.channels * image.fileVoxels) * 4 + scratchBytes;
}

/** Of an image that is a part of its file, the results on the grid of the file. */
std::int64_t
WholeGridBytes(const ImageFile & image, const ForecastSettings & settings)
{
  const auto label = static_cast<std::int64_t>(c10::elementSize(settings.labels.LabelType()));
  return image.fileVoxels * (label + (settings.probabilities ? 2 * 4 * settings.labels.channels : 0));
}

/** Labels of the stage before, held from reading until the network has run. */
std::int64_t
PreviousLabelBytes(const PreprocessRecord & record, const ForecastSettings & settings)
{
  switch (settings.previousLabels)
  {
  case PreviousLabels::Read:
    return Product(record.reordered.size) * static_cast<std::int64_t>(sizeof(std::int32_t));
  case PreviousLabels::Made:
    return LabelBytes(record, settings.labels);
  case PreviousLabels::None:
    break;
  }
  return 0;
}

/** Labels of the stage before go along with the image in 16 bits and in masks, and become channels in the end. */
std::int64_t
PrepareBytes(const ImageFile & image, const PreprocessRecord & record, const ForecastSettings & settings)
{
  const std::int64_t alone = PreprocessBytes(record, image.channels, settings.preprocessing);
  if (settings.previousLabels == PreviousLabels::None)
  {
    return alone;
  }
  const std::int64_t asLabels = 8 * Product(record.reordered.size);
  const std::int64_t channels = image.channels + settings.network.options.inputChannels;
  return std::max(alone + asLabels, (4 * channels + 3) * Product(record.resampled.size)) +
         PreviousLabelBytes(record, settings);
}

} // namespace

std::int64_t
NeighborBytes(const ImageFile & image, const PreprocessRecord & record, const ForecastSettings & settings)
{
  const bool isRead = settings.previousLabels == PreviousLabels::Read;
  const std::int64_t next = ReadBytes(image) + (isRead ? PreviousLabelBytes(record, settings) : 0);
  return next + WriteBytes(record, settings) - scratchBytes; // of files, which both need, once
}

std::int64_t
MemoryForecast::Peak() const
{
  std::int64_t peak = 0;
  for (const MemoryStage & stage : stages)
  {
    peak = std::max(peak, stage.bytes);
  }
  return peak;
}

std::string
MemoryForecast::Text() const
{
  const auto gigabytes = [](std::int64_t bytes) { return static_cast<double>(bytes) / 0x1p30; };
  std::vector<std::string> parts;
  for (const MemoryStage & stage : stages)
  {
    parts.push_back(fmt::format("{} {:.2f}", stage.name, gigabytes(stage.bytes)));
  }
  return fmt::format("peak {:.2f} GB ({})", gigabytes(Peak()), fmt::join(parts, ", "));
}

MemoryForecast
ForecastMemory(const ImageFile & image, const PreprocessRecord & record, const ForecastSettings & settings)
{
  const std::int64_t weights = settings.folds * WeightBytes(settings.network);
  const std::int64_t always = programBytes + weights + settings.kept;
  const std::int64_t previous = PreviousLabelBytes(record, settings);
  const bool isRead = settings.previousLabels == PreviousLabels::Read;
  return {{{"read", always + ReadBytes(image) + (isRead ? previous : 0)},
           {"preprocess", always + PrepareBytes(image, record, settings)},
           {"predict", always + previous + PredictBytes(record, settings)},
           {"write", always + WriteBytes(record, settings) + WholeGridBytes(image, settings)}}};
}

} // namespace vox
