// SPDX-License-Identifier: Apache-2.0
#include "voxKMeans.h"

#include "voxDistinctValues.h"
#include "voxGrayValues.h"

#include <algorithm>
#include <vector>

namespace vox
{
namespace
{

/** The classes of one-dimensional k-means are intervals, so that an iteration asks only where they end: sums up to each
 * distinct value give the means, however many voxels there are. */
class Intervals
{
public:
  explicit Intervals(const DistinctValues & distinct) : m_Values(distinct.values), m_Counts{0}, m_Sums{0.0}
  {
    for (std::size_t i = 0; i < m_Values.size(); ++i)
    {
      m_Counts.push_back(m_Counts.back() + distinct.counts[i]);
      m_Sums.push_back(m_Sums.back() + static_cast<double>(distinct.counts[i]) * m_Values[i]);
    }
  }

  /** The first distinct value of each class but the lowest. */
  [[nodiscard]] std::vector<std::size_t>
  Starts(const std::vector<double> & means) const
  {
    std::vector<std::size_t> starts;
    for (std::size_t k = 1; k < means.size(); ++k)
    {
      const double middle = (means[k - 1] + means[k]) / 2.0;
      starts.push_back(
          static_cast<std::size_t>(std::upper_bound(m_Values.begin(), m_Values.end(), middle) - m_Values.begin()));
    }
    return starts;
  }

  void
  UpdateMeans(const std::vector<std::size_t> & starts, std::vector<double> & means) const
  {
    for (std::size_t k = 0; k < means.size(); ++k)
    {
      const std::size_t first = k == 0 ? 0 : starts[k - 1];
      const std::size_t last = k + 1 == means.size() ? m_Values.size() : starts[k];
      if (last > first)
      {
        means[k] = (m_Sums[last] - m_Sums[first]) / static_cast<double>(m_Counts[last] - m_Counts[first]);
      }
    }
  }

  /** Quantiles of the voxels, or of the distinct values where those repeat. */
  [[nodiscard]] std::vector<double>
  FirstMeans(std::int64_t classes) const
  {
    std::vector<double> ofVoxels;
    std::vector<double> ofValues;
    for (std::int64_t k = 0; k < classes; ++k)
    {
      const double part = (static_cast<double>(k) + 0.5) / static_cast<double>(classes);
      const auto rank = static_cast<std::int64_t>(part * static_cast<double>(m_Counts.back()));
      const auto above = std::upper_bound(m_Counts.begin(), m_Counts.end(), rank);
      ofVoxels.push_back(m_Values[static_cast<std::size_t>(above - m_Counts.begin()) - 1]);
      ofValues.push_back(m_Values[static_cast<std::size_t>(part * static_cast<double>(m_Values.size()))]);
    }
    const bool repeats = std::adjacent_find(ofVoxels.begin(), ofVoxels.end()) != ofVoxels.end();
    return repeats ? ofValues : ofVoxels;
  }

private:
  std::vector<float> m_Values;
  std::vector<std::int64_t> m_Counts; ///< voxels before each distinct value
  std::vector<double> m_Sums;         ///< their sum
};

} // namespace

void
Validate(const KMeansOptions & options)
{
  if (options.classes < 2 || options.classes > 256)
  {
    Fail(ErrorKind::Usage, "classes: found {}, expected 2 to 256", options.classes);
  }
  if (options.iterations < 1)
  {
    Fail(ErrorKind::Usage, "iterations: found {}, expected 1 or more", options.iterations);
  }
}

SegmentedVolume
KMeans(const Volume & image, const KMeansOptions & options)
{
  Validate(options);
  const VoxelValues<float> gray = GrayValues(image);
  const DistinctValues distinct = FindDistinctValues(gray.values);
  if (distinct.values.size() < static_cast<std::size_t>(options.classes))
  {
    Fail(ErrorKind::BadInput, "found {} different intensities, expected {} at least, one for each class",
         distinct.values.size(), options.classes);
  }
  const Intervals intervals(distinct);
  std::vector<double> means = intervals.FirstMeans(options.classes);
  std::vector<std::size_t> starts = intervals.Starts(means);
  std::int64_t iterations = 0;
  for (bool changes = true; changes && iterations < options.iterations; ++iterations)
  {
    intervals.UpdateMeans(starts, means);
    std::vector<std::size_t> next = intervals.Starts(means);
    changes = next != starts;
    starts = std::move(next);
  }

  // The lowest value of each class, as the voxels are compared with it.
  std::vector<float> edges;
  for (const std::size_t start : starts)
  {
    edges.push_back(start < distinct.values.size() ? distinct.values[start] : HUGE_VALF);
  }
  SegmentedVolume result{NewLabels(image.geometry), {{"means", means}, {"iterations", iterations}}};
  std::transform(gray.values.begin(), gray.values.end(), MutableLabels(result.labels).begin(), [&](float value) {
    const auto rank = std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
    return static_cast<std::int32_t>(options.foreground == ForegroundSide::Brighter ? rank
                                                                                    : options.classes - 1 - rank);
  });
  return result;
}

} // namespace vox
