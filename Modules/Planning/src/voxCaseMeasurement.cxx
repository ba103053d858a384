// SPDX-License-Identifier: Apache-2.0
#include "voxCaseMeasurement.h"

#include "voxNonzeroCrop.h"
#include "voxNumpyRandom.h"
#include "voxOrientation.h"
#include "voxPercentile.h"
#include "voxProblemReport.h"

#include <ATen/ATen.h>
#include <fmt/ranges.h>

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

/** Draws from the foreground of one case, for each channel; one generator goes through all channels. */
std::vector<Draws>
DrawForeground(const at::Tensor & image, const at::Tensor & labels, std::int64_t draws)
{
  std::vector<Draws> channels(static_cast<std::size_t>(image.size(0)));
  const at::Tensor foreground = labels.select(0, 0).gt(0).flatten().nonzero().squeeze(1);
  if (foreground.numel() == 0)
  {
    return channels;
  }
  NumpyRandom random(kSeed);
  const auto last = static_cast<std::uint64_t>(foreground.numel() - 1);
  std::vector<std::uint32_t> counts(last + 1);
  for (std::size_t channel = 0; channel < channels.size(); ++channel)
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
        channels[channel].emplace_back(*value, count);
      }
      ++value;
    }
  }
  return channels;
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

CaseMeasurement::CaseMeasurement(std::int64_t cases, std::int64_t draws, ReadingOrder order)
    : m_Facts(static_cast<std::size_t>(cases)), m_Draws(std::max<std::int64_t>(1, draws / cases)), m_Order(order)
{}

void
CaseMeasurement::Measure(std::int64_t i, const std::function<LabelledVolume(std::int64_t)> & read)
{
  CaseFacts & facts = m_Facts[static_cast<std::size_t>(i)];
  std::vector<Draws> channels;
  ProblemReport problems;
  problems.Try([&] {
    const LabelledVolume item = Ordered(read(i), m_Order);
    const Box box = NonzeroBox(item.image.voxels);
    const Zyx<std::int64_t> size = box.Size();
    channels = DrawForeground(Cut(item.image.voxels, box), Cut(item.labels.voxels, box), m_Draws);
    facts.name = item.name;
    facts.spacingMm = SpacingOf(item.image.geometry);
    facts.shapeAfterCrop = size;
    facts.relativeSize = static_cast<double>(Product(size)) / static_cast<double>(Product(item.image.geometry.size));
    facts.channels = channels.size();
  });
  facts.problem = fmt::format("{}", fmt::join(problems.Lines(), "\n"));
  Add(channels);
}

Fingerprint
CaseMeasurement::Finish()
{
  RequireGoodCases();
  Fingerprint fingerprint;
  std::vector<double> relativeSizes;
  for (const CaseFacts & facts : m_Facts)
  {
    fingerprint.spacingsMm.push_back(facts.spacingMm);
    fingerprint.shapesAfterCrop.push_back(facts.shapeAfterCrop);
    relativeSizes.push_back(facts.relativeSize);
  }
  for (IntensitySample & sample : m_Samples)
  {
    if (sample.Empty())
    {
      Fail(ErrorKind::BadInput, "none of the {} training cases has a labelled voxel; check the label maps",
           m_Facts.size());
    }
    fingerprint.foregroundIntensities.push_back(sample.Statistics());
  }
  fingerprint.medianRelativeSizeAfterCropping = Median(std::move(relativeSizes));
  return fingerprint;
}

void
CaseMeasurement::Add(const std::vector<Draws> & channels)
{
  const std::lock_guard lock(m_Mutex);
  m_Samples.resize(std::max(m_Samples.size(), channels.size()));
  for (std::size_t channel = 0; channel < channels.size(); ++channel)
  {
    for (const auto & [value, count] : channels[channel])
    {
      m_Samples[channel].Add(value, count);
    }
  }
  ++m_Done;
}

void
CaseMeasurement::RequireGoodCases() const
{
  ProblemReport problems;
  std::size_t expected = 0; // channels of the first case that can be read
  for (const CaseFacts & facts : m_Facts)
  {
    problems.Add(facts.problem);
    expected = expected == 0 ? facts.channels : expected;
    if (facts.channels != expected && facts.problem.empty())
    {
      problems.Add(fmt::format("case {}: found {} channels, expected {} as in the first case", facts.name,
                               facts.channels, expected));
    }
  }
  problems.ThrowIfAny();
}

} // namespace vox
