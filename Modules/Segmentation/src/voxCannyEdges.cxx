// SPDX-License-Identifier: Apache-2.0
#include "voxCannyEdges.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

/** Central differences per mm; the outermost voxels go on outside. */
Zyx<float>
GradientAt(const float * voxel, const Zyx<std::int64_t> & at, const Zyx<std::int64_t> & size,
           const Zyx<double> & spacing)
{
  const Zyx<std::int64_t> stride{size.y * size.x, size.x, 1};
  Zyx<float> gradient;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const float before = at[axis] > 0 ? voxel[-stride[axis]] : *voxel;
    const float after = at[axis] + 1 < size[axis] ? voxel[stride[axis]] : *voxel;
    gradient[axis] = static_cast<float>((static_cast<double>(after) - before) / (2.0 * spacing[axis]));
  }
  return gradient;
}

template <typename TVisit>
void
ForEachVoxel(const Zyx<std::int64_t> & size, TVisit && visit)
{
  std::size_t index = 0;
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x, ++index)
      {
        visit(Zyx<std::int64_t>{z, y, x}, index);
      }
    }
  }
}

} // namespace

CannyEdges::CannyEdges(const FloatImage & smoothed)
{
  m_StepMm = HUGE_VAL;
  for (unsigned int i = 0; i < 3; ++i)
  {
    m_Size[2 - i] = static_cast<std::int64_t>(smoothed.GetBufferedRegion().GetSize(i));
    m_Spacing[2 - i] = smoothed.GetSpacing()[i];
    m_StepMm = m_Size[2 - i] > 1 ? std::min(m_StepMm, m_Spacing[2 - i]) : m_StepMm;
  }
  const std::span<const float> values = PixelsOf(smoothed);
  m_Gradient.resize(values.size());
  m_Magnitude.resize(values.size());
  ForEachVoxel(m_Size, [&](const Zyx<std::int64_t> & voxel, std::size_t index) {
    const Zyx<float> g = GradientAt(values.data() + index, voxel, m_Size, m_Spacing);
    m_Gradient[index] = g;
    m_Magnitude[index] = std::sqrt(g.z * g.z + g.y * g.y + g.x * g.x);
  });
}

EdgeThresholds
CannyEdges::Thresholds(std::optional<double> lower, std::optional<double> upper) const
{
  if (!upper)
  {
    std::vector<float> slopes;
    std::copy_if(m_Magnitude.begin(), m_Magnitude.end(), std::back_inserter(slopes), [](float m) { return m > 0.0F; });
    const auto quantile = slopes.begin() + static_cast<std::ptrdiff_t>(0.7 * static_cast<double>(slopes.size()));
    if (!slopes.empty())
    {
      std::nth_element(slopes.begin(), quantile, slopes.end());
    }
    upper = slopes.empty() ? 0.0 : *quantile;
  }
  return {lower.value_or(0.4 * *upper), *upper};
}

double
CannyEdges::MagnitudeAt(const Zyx<double> & position) const
{
  Zyx<std::int64_t> lower;
  Zyx<double> part;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double inside = std::clamp(position[axis], 0.0, static_cast<double>(m_Size[axis] - 1));
    lower[axis] = std::min(static_cast<std::int64_t>(inside), std::max<std::int64_t>(m_Size[axis] - 2, 0));
    part[axis] = inside - static_cast<double>(lower[axis]);
  }
  double sum = 0.0;
  for (int corner = 0; corner < 8; ++corner)
  {
    double weight = 1.0;
    Zyx<std::int64_t> at = lower;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const bool next = (corner >> axis & 1) != 0;
      weight *= next ? part[axis] : 1.0 - part[axis];
      at[axis] += next ? 1 : 0;
    }
    if (weight > 0.0)
    {
      sum += weight * m_Magnitude[static_cast<std::size_t>((at.z * m_Size.y + at.y) * m_Size.x + at.x)];
    }
  }
  return sum;
}

bool
CannyEdges::IsLargestAlongGradient(const Zyx<std::int64_t> & voxel, std::size_t index) const
{
  const double magnitude = m_Magnitude[index];
  Zyx<double> before;
  Zyx<double> after;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double step = m_StepMm * m_Gradient[index][axis] / magnitude / m_Spacing[axis];
    before[axis] = static_cast<double>(voxel[axis]) - step;
    after[axis] = static_cast<double>(voxel[axis]) + step;
  }
  // Of two equal neighbors across an edge the brighter one is taken.
  return magnitude >= MagnitudeAt(before) && magnitude > MagnitudeAt(after);
}

Mask
CannyEdges::Find(const EdgeThresholds & thresholds) const
{
  Mask edges(m_Magnitude.size(), 0);
  ForEachVoxel(m_Size, [&](const Zyx<std::int64_t> & voxel, std::size_t index) {
    const float magnitude = m_Magnitude[index];
    edges[index] = magnitude > 0.0F && magnitude >= thresholds.lower && IsLargestAlongGradient(voxel, index);
  });
  const MaskComponents parts = FindMaskComponents(edges, m_Size, ObjectConnectivity::Full);
  std::vector<bool> isStrong(static_cast<std::size_t>(parts.count) + 1, false);
  for (std::size_t i = 0; i < edges.size(); ++i)
  {
    if (edges[i] != 0 && m_Magnitude[i] >= thresholds.upper)
    {
      isStrong[static_cast<std::size_t>(parts.numbers[i])] = true;
    }
  }
  std::transform(parts.numbers.begin(), parts.numbers.end(), edges.begin(),
                 [&](std::int32_t part) { return isStrong[static_cast<std::size_t>(part)]; });
  return edges;
}

} // namespace vox
