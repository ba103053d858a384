// SPDX-License-Identifier: Apache-2.0
#include "voxFrameProbabilities.h"

#include "voxError.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

/** The value between the eight voxels around a place; voxels outside are zero, so that it falls off at the border. */
double
Sampled(const float * values, const Zyx<std::int64_t> & size, const Zyx<double> & place)
{
  const Zyx<std::int64_t> lower{static_cast<std::int64_t>(std::floor(place.z)),
                                static_cast<std::int64_t>(std::floor(place.y)),
                                static_cast<std::int64_t>(std::floor(place.x))};
  double sum = 0.0;
  for (unsigned corner = 0; corner < 8; ++corner)
  {
    double weight = 1.0;
    std::int64_t offset = 0;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const std::int64_t index = lower[axis] + ((corner >> axis) & 1U);
      weight *= 1.0 - std::abs(place[axis] - static_cast<double>(index));
      weight = index >= 0 && index < size[axis] ? weight : 0.0;
      offset = offset * size[axis] + index;
    }
    sum += weight > 0.0 ? weight * values[offset] : 0.0;
  }
  return sum;
}

/** Whole numbers but for rounding are meant whole: a voxel's own center takes nothing of its neighbors. */
double
Settled(double index)
{
  return std::abs(index - std::round(index)) < 1e-6 ? std::round(index) : index;
}

} // namespace

FrameProbabilities::FrameProbabilities(const Volume & probabilities, std::size_t segments, const DicomSource & source)
{
  const at::Tensor voxels = Contiguous(probabilities.voxels);
  if (voxels.size(0) != static_cast<std::int64_t>(segments))
  {
    Fail(ErrorKind::BadInput, "found probabilities of {} segments, expected {}", voxels.size(0), segments);
  }
  const float * values = ValuesOf<float>(voxels);
  const Zyx<std::int64_t> & size = probabilities.geometry.size;
  for (std::size_t segment = 0; segment < segments; ++segment, values += Product(size))
  {
    for (std::size_t f = 0; f < source.frames.size(); ++f)
    {
      const ImageGeometry & frame = source.frames[f].geometry;
      const std::size_t start = m_Pixels.size();
      bool holds = false;
      for (std::int64_t row = 0; row < frame.size.y; ++row)
      {
        for (std::int64_t column = 0; column < frame.size.x; ++column)
        {
          const Vector3 world = WorldFromVoxel(frame, {0.0, static_cast<double>(row), static_cast<double>(column)});
          const Zyx<double> at = VoxelFromWorld(probabilities.geometry, world);
          const double value = Sampled(values, size, {Settled(at.z), Settled(at.y), Settled(at.x)});
          const long step = std::lround(std::clamp(value, 0.0, 1.0) * kSteps);
          holds |= step > 0;
          m_Pixels.push_back(static_cast<std::uint8_t>(step));
        }
      }
      if (holds)
      {
        m_Stored.push_back({segment, f});
      }
      else
      {
        m_Pixels.resize(start);
      }
    }
  }
}

void
FrameProbabilities::Copy(std::uint8_t * pixels) const
{
  std::ranges::copy(m_Pixels, pixels);
}

} // namespace vox
