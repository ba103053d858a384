// SPDX-License-Identifier: Apache-2.0
#include "voxFingerprint.h"

#include "voxIntensitySample.h"
#include "voxNonzeroCrop.h"
#include "voxNumpyRandom.h"
#include "voxOrientation.h"
#include "voxPercentile.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{
namespace
{

constexpr std::uint32_t kSeed = 1234;
constexpr double kSliceThickness = 999.0;

at::Tensor
Cut(const at::Tensor & voxels, const Box & box)
{
  const Zyx<std::int64_t> size = box.Size();
  return voxels.narrow(1, box.lower.z, size.z).narrow(2, box.lower.y, size.y).narrow(3, box.lower.x, size.x);
}

/** Draws from the foreground of one case into the sample of each channel; one generator goes through all channels. */
void
DrawForeground(const at::Tensor & image, const at::Tensor & labels, std::int64_t draws,
               std::vector<IntensitySample> & samples)
{
  const at::Tensor foreground = labels.select(0, 0).gt(0).flatten().nonzero().squeeze(1);
  if (foreground.numel() == 0)
  {
    return;
  }
  NumpyRandom random(kSeed);
  const auto last = static_cast<std::uint64_t>(foreground.numel() - 1);
  std::vector<std::uint32_t> counts(last + 1);
  for (std::size_t channel = 0; channel < samples.size(); ++channel)
  {
    const at::Tensor values = image.select(0, static_cast<std::int64_t>(channel)).flatten().index_select(0, foreground);
    std::fill(counts.begin(), counts.end(), 0);
    for (std::int64_t draw = 0; draw < draws; ++draw)
    {
      ++counts[random.BoundedInteger(last)];
    }
    const float * value = values.const_data_ptr<float>();
    for (const std::uint32_t count : counts)
    {
      if (count > 0)
      {
        samples[channel].Add(*value, count);
      }
      ++value;
    }
  }
}

Zyx<double>
SpacingOf(const ImageGeometry & geometry)
{
  Zyx<double> spacing = geometry.spacingMm;
  if (geometry.size.z == 1)
  {
    spacing.z = kSliceThickness * std::max(spacing.y, spacing.x);
  }
  return spacing;
}

LabelledVolume
Ordered(LabelledVolume item, ReadingOrder order)
{
  RequireSameGeometry(item.image.geometry, "image of case " + item.name, item.labels.geometry, "its labels");
  if (order == ReadingOrder::Ras)
  {
    const AxisOrder toRas = OrderToRas(item.image.geometry);
    item.image = Reordered(item.image, toRas);
    item.labels = Reordered(item.labels, toRas);
  }
  return item;
}

} // namespace

Fingerprint
ComputeFingerprint(std::int64_t cases, const std::function<LabelledVolume(std::int64_t)> & read, ReadingOrder order,
                   const RunContext & context, std::int64_t draws)
{
  if (cases < 1)
  {
    Fail(ErrorKind::BadInput, "a fingerprint needs at least one training case, found none");
  }
  Fingerprint fingerprint;
  std::vector<IntensitySample> samples;
  std::vector<double> relativeSizes;
  for (std::int64_t i = 0; i < cases; ++i)
  {
    context.ThrowIfCancelled();
    const LabelledVolume item = Ordered(read(i), order);
    const auto channels = static_cast<std::size_t>(item.image.voxels.size(0));
    if (i == 0)
    {
      samples.resize(channels);
    }
    else if (channels != samples.size())
    {
      Fail(ErrorKind::BadInput, "case {}: found {} channels, expected {} as in the first case", item.name, channels,
           samples.size());
    }
    const Box box = NonzeroBox(item.image.voxels);
    const Zyx<std::int64_t> size = box.Size();
    DrawForeground(Cut(item.image.voxels, box), Cut(item.labels.voxels, box), std::max<std::int64_t>(1, draws / cases),
                   samples);
    fingerprint.spacingsMm.push_back(SpacingOf(item.image.geometry));
    fingerprint.shapesAfterCrop.push_back(size);
    relativeSizes.push_back(static_cast<double>(Product(size)) /
                            static_cast<double>(Product(item.image.geometry.size)));
    context.Report(static_cast<double>(i + 1) / static_cast<double>(cases), "fingerprint: " + item.name);
  }
  for (IntensitySample & sample : samples)
  {
    if (sample.Empty())
    {
      Fail(ErrorKind::BadInput, "none of the {} training cases has a labelled voxel; check the label maps", cases);
    }
    fingerprint.foregroundIntensities.push_back(sample.Statistics());
  }
  fingerprint.medianRelativeSizeAfterCropping = Median(std::move(relativeSizes));
  return fingerprint;
}

} // namespace vox
