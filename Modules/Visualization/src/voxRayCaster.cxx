// SPDX-License-Identifier: Apache-2.0
#include "voxRayCaster.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr float kOpaque = 0.98F;
constexpr double kLabelReach = 2.0; ///< steps to where the steps of a structure's voxels are smoothed from
constexpr double kReach = 1.5;      ///< steps to where the slope of the image is taken from
constexpr float kThin = 0.3F;       ///< part of a structure around a place that is not seen as one
constexpr float kFaintLight = 0.7F;
constexpr float kAround = 0.15F; ///< of the image's opacity, where there are labels

Zyx<double>
Plus(const Zyx<double> & a, const Zyx<double> & b, double factor)
{
  return {a.z + b.z * factor, a.y + b.y * factor, a.x + b.x * factor};
}

void
Put(EightPlaces & places, std::size_t i, const Zyx<double> & voxel)
{
  places.z[i] = static_cast<float>(voxel.z);
  places.y[i] = static_cast<float>(voxel.y);
  places.x[i] = static_cast<float>(voxel.x);
}

/** std::floor is a call of a function where the processor is not known to have an instruction for it. */
std::int64_t
FloorOf(double value)
{
  const auto cut = static_cast<std::int64_t>(value);
  return cut - (value < static_cast<double>(cut) ? 1 : 0);
}

} // namespace

RayCaster::RayCaster(const ImageGeometry & geometry, const float * values, const OpacityCurve & curve,
                     std::vector<std::uint16_t> places, std::vector<Rgb> colors, double labelOpacity, int threads)
    : m_Geometry(geometry),
      m_Values(values),
      m_Places(std::move(places)),
      m_Colors(std::move(colors)),
      m_LabelOpacity(static_cast<float>(labelOpacity)),
      m_StepMm(0.7 * std::min({geometry.spacingMm.z, geometry.spacingMm.y, geometry.spacingMm.x})),
      m_Steps(curve, m_StepMm, m_Places.empty() ? 1.0F : kAround),
      m_Empty(geometry.size, values, curve.From(), m_Places, threads)
{
  const Zyx<double> origin = VoxelFromWorld(geometry, {0.0, 0.0, 0.0});
  for (std::size_t i = 0; i < 3; ++i)
  {
    Vector3 unit{0.0, 0.0, 0.0};
    unit[i] = 1.0;
    const Zyx<double> voxel = VoxelFromWorld(geometry, unit);
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      m_Forward[axis][i] = voxel[axis] - origin[axis];
    }
  }
}

std::uint16_t
RayCaster::PlaceAt(const Zyx<double> & voxel) const
{
  const auto & size = m_Geometry.size;
  const auto z = FloorOf(voxel.z + 0.5);
  const auto y = FloorOf(voxel.y + 0.5);
  const auto x = FloorOf(voxel.x + 0.5);
  const bool isInside = z >= 0 && y >= 0 && x >= 0 && z < size.z && y < size.y && x < size.x;
  return isInside ? m_Places[static_cast<std::size_t>((z * size.y + y) * size.x + x)] : std::uint16_t{0};
}

float
RayCaster::InsideAt(std::uint16_t place, const Zyx<double> & voxel) const
{
  const auto & size = m_Geometry.size;
  const Zyx<std::int64_t> lower{FloorOf(voxel.z), FloorOf(voxel.y), FloorOf(voxel.x)};
  const Zyx<double> upper{voxel.z - static_cast<double>(lower.z), voxel.y - static_cast<double>(lower.y),
                          voxel.x - static_cast<double>(lower.x)};
  const auto part = [](double share, bool isUpper) { return static_cast<float>(isUpper ? share : 1.0 - share); };
  float sum = 0.0F;
  int corners = 0;
  for (unsigned corner = 0; corner < 8; ++corner)
  {
    const bool upZ = (corner & 4U) != 0, upY = (corner & 2U) != 0, upX = (corner & 1U) != 0;
    const std::int64_t z = lower.z + (upZ ? 1 : 0), y = lower.y + (upY ? 1 : 0), x = lower.x + (upX ? 1 : 0);
    const bool isInside = z >= 0 && y >= 0 && x >= 0 && z < size.z && y < size.y && x < size.x;
    if (isInside && m_Places[static_cast<std::size_t>((z * size.y + y) * size.x + x)] == place)
    {
      ++corners;
      sum += part(upper.z, upZ) * part(upper.y, upY) * part(upper.x, upX);
    }
  }
  return corners == 8 ? 1.0F : sum; // rounding would be a slope, and light inside of a structure random
}

/** From 0.25 to 1. */
float
RayCaster::Light(const std::array<float, kEight> & around, const Vector3 & forward)
{
  float along = 0.0F;
  float squares = 0.0F;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const float slope = around[2 * axis] - around[2 * axis + 1];
    along += slope * static_cast<float>(forward[axis]);
    squares += slope * slope;
  }
  return squares > 0.0F ? 0.25F + 0.75F * std::abs(along) / std::sqrt(squares) : 1.0F;
}

LightStep
RayCaster::StructureStep(std::uint16_t place, const Zyx<double> & voxel, const Vector3 & forward) const
{
  // The mean of what lies around rounds the steps of voxels; thin structures stay.
  std::array<float, kEight> around{};
  float inside = 0.0F;
  for (std::size_t i = 0; i < 6; ++i)
  {
    around[i] = InsideAt(place, Plus(voxel, Along(i / 2), (i % 2 == 0 ? 1.0 : -1.0) * kLabelReach * m_StepMm));
    inside += around[i] / 6.0F;
  }
  const float light = Light(around, forward);
  LightStep step;
  const Rgb & color = m_Colors[place - 1U];
  for (std::size_t c = 0; c < 3; ++c)
  {
    step.color[c] = static_cast<float>(color[c]) * light;
  }
  step.share = ShareOf(m_LabelOpacity * std::clamp((inside - kThin) / 0.1F, 0.0F, 1.0F), m_StepMm);
  return step;
}

LightStep
RayCaster::ImageStep(float value, const Zyx<double> & voxel, const Vector3 & forward) const
{
  LightStep step = m_Steps.At(value);
  if (step.share <= 0.0F)
  {
    return step;
  }
  float light = kFaintLight;
  if (!step.isFaint)
  {
    EightPlaces places;
    for (std::size_t i = 0; i < 6; ++i)
    {
      // Differences along the axes of the world, so that oblique and anisotropic grids are lit right.
      Put(places, i, Plus(voxel, Along(i / 2), (i % 2 == 0 ? 1.0 : -1.0) * kReach * m_StepMm));
    }
    Put(places, 6, voxel);
    Put(places, 7, voxel);
    std::array<float, kEight> around;
    EightValues(m_Values, m_Geometry.size, places, around);
    light = Light(around, forward);
  }
  for (float & part : step.color)
  {
    part *= light;
  }
  return step;
}

std::array<float, 3>
RayCaster::Cast(const Vector3 & start, const Vector3 & forward, double lengthMm, const Rgb & background) const
{
  std::array<float, 3> seen{};
  float hidden = 0.0F;
  const Zyx<double> first = VoxelFromWorld(m_Geometry, start);
  Zyx<double> way{0.0, 0.0, 0.0};
  for (std::size_t i = 0; i < 3; ++i)
  {
    way = Plus(way, {m_Forward[0][i], m_Forward[1][i], m_Forward[2][i]}, forward[i]);
  }
  // Only the part of the ray that lies in the grid.
  double from = 0.0;
  double to = lengthMm;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const double lower = -0.5 - first[axis];
    const double upper = static_cast<double>(m_Geometry.size[axis]) - 0.5 - first[axis];
    if (std::abs(way[axis]) < 1e-12)
    {
      to = lower < 0.0 && upper > 0.0 ? to : from;
      continue;
    }
    from = std::max(from, std::min(lower / way[axis], upper / way[axis]));
    to = std::min(to, std::max(lower / way[axis], upper / way[axis]));
  }
  for (double t = from + m_StepMm / 2.0; t < to && hidden < kOpaque;)
  {
    const Zyx<double> voxel = Plus(first, way, t);
    if (const double empty = m_Empty.MmToBorder(voxel, way); empty > 0.0)
    {
      t += m_StepMm * (std::floor(empty / m_StepMm) + 1.0); // to where the steps would be without this
      continue;
    }
    EightPlaces places;
    for (std::size_t i = 0; i < kEight; ++i)
    {
      Put(places, i, Plus(first, way, t + static_cast<double>(i) * m_StepMm));
    }
    std::array<float, kEight> values;
    EightValues(m_Values, m_Geometry.size, places, values);
    for (std::size_t i = 0; i < kEight && t < to && hidden < kOpaque; ++i, t += m_StepMm)
    {
      const Zyx<double> at = Plus(first, way, t);
      const std::uint16_t place = m_Places.empty() ? std::uint16_t{0} : PlaceAt(at);
      const LightStep step = place != 0 ? StructureStep(place, at, forward) : ImageStep(values[i], at, forward);
      const float share = (1.0F - hidden) * step.share;
      for (std::size_t c = 0; c < 3; ++c)
      {
        seen[c] += share * step.color[c];
      }
      hidden += share;
    }
  }
  for (std::size_t c = 0; c < 3; ++c)
  {
    seen[c] += (1.0F - hidden) * static_cast<float>(background[c]);
  }
  return seen;
}

} // namespace vox
