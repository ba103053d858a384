// SPDX-License-Identifier: Apache-2.0
#include "voxLabelStatistics.h"

#include "voxTensorMemory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace vox
{
namespace
{

/** Mean and sum of squared differences in one pass (Welford 1962, doi:10.1080/00401706.1962.10490022). */
struct RunningStatistics
{
  double mean = 0.0;
  double squares = 0.0;
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();

  void
  Add(double value, std::int64_t count)
  {
    const double off = value - mean;
    mean += off / static_cast<double>(count);
    squares += off * (value - mean);
    minimum = std::min(minimum, value);
    maximum = std::max(maximum, value);
  }
};

struct Running
{
  std::int64_t voxels = 0;
  std::vector<RunningStatistics> channels;
};

std::string
Cell(const std::string & text)
{
  if (text.find_first_of(",\"\n") == std::string::npos)
  {
    return text;
  }
  std::string quoted = "\"";
  for (const char letter : text)
  {
    quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  }
  return quoted + "\"";
}

} // namespace

std::vector<LabelStatistics>
MeasureLabels(const std::string & caseName, const Volume & labels, const Volume & image,
              const std::vector<Segment> & segments)
{
  std::map<std::int32_t, Running> measured;
  const std::int64_t channels = image.voxels.size(0);
  for (const Segment & segment : segments)
  {
    measured[static_cast<std::int32_t>(segment.value)].channels.resize(static_cast<std::size_t>(channels));
  }
  const at::Tensor values = Int32Labels(labels.voxels);
  const at::Tensor intensities = Contiguous(image.voxels);
  const std::int64_t voxels = values.numel();
  const auto * label = ValuesOf<std::int32_t>(values);
  const auto * intensity = ValuesOf<float>(intensities);
  for (std::int64_t i = 0; i < voxels; ++i)
  {
    const std::int32_t value = label[i];
    const auto found = value == 0 ? measured.end() : measured.find(value);
    if (found == measured.end())
    {
      continue;
    }
    Running & running = found->second;
    ++running.voxels;
    for (std::int64_t channel = 0; channel < channels; ++channel)
    {
      running.channels[static_cast<std::size_t>(channel)].Add(intensity[channel * voxels + i], running.voxels);
    }
  }
  std::vector<LabelStatistics> rows;
  const double milliliters = VoxelVolumeMm3(labels.geometry) / 1000.0;
  for (const Segment & segment : segments)
  {
    const Running & running = measured[static_cast<std::int32_t>(segment.value)];
    const auto count = static_cast<double>(running.voxels);
    LabelStatistics row{caseName, segment.value, segment.name, running.voxels, count * milliliters, {}};
    for (const RunningStatistics & channel : running.voxels == 0 ? std::vector<RunningStatistics>() : running.channels)
    {
      row.channels.push_back({channel.mean, std::sqrt(channel.squares / count), channel.minimum, channel.maximum});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string
StatisticsCsv(const std::vector<LabelStatistics> & rows)
{
  std::size_t channels = 1;
  for (const LabelStatistics & row : rows)
  {
    channels = std::max(channels, row.channels.size());
  }
  std::string text = "case,label,name,voxels,ml";
  for (std::size_t channel = 1; channel <= channels; ++channel)
  {
    const std::string suffix = channel == 1 ? "" : fmt::format("_{}", channel);
    text += fmt::format(",mean{0},sd{0},min{0},max{0}", suffix);
  }
  text += "\n";
  for (const LabelStatistics & row : rows)
  {
    text +=
        fmt::format("{},{},{},{},{:.6g}", Cell(row.caseName), row.value, Cell(row.name), row.voxels, row.milliliters);
    for (std::size_t channel = 0; channel < channels; ++channel)
    {
      text += channel < row.channels.size() ? fmt::format(",{:.6g},{:.6g},{:.6g},{:.6g}", row.channels[channel].mean,
                                                          row.channels[channel].deviation,
                                                          row.channels[channel].minimum, row.channels[channel].maximum)
                                            : ",,,,";
    }
    text += "\n";
  }
  return text;
}

} // namespace vox
