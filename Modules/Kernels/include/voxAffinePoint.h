// SPDX-License-Identifier: Apache-2.0
#ifndef voxAffinePoint_h
#define voxAffinePoint_h

#include "voxAffineCell.h"
#include "voxLabelVote.h"
#include "voxZyx.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace vox::kernels
{

/** A label map to sample from and one to fill. */
struct AffineLabels
{
  const std::int16_t * source = nullptr; ///< null: there is none
  std::int16_t * target = nullptr;
};

/** One voxel of a patch that is sampled out of a larger one: Augmentation's ResampleAffine a voxel at a time, as a CUDA
 * device does. VDimensions 3, or 2 for a matrix that leaves z alone. */
template <int VDimensions> struct AffinePoint
{
  static constexpr std::size_t corners = 1 << VDimensions;

  Zyx<std::int64_t> sourceSize;
  Zyx<std::int64_t> targetSize;
  std::array<std::array<double, 3>, 3> matrix{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  Zyx<double> center; ///< counts voxel edges of the source
  std::int64_t channels = 1;
  const float * source = nullptr; ///< [channels, sourceSize]
  float * target = nullptr;       ///< [channels, targetSize]
  AffineLabels labels;
  AffineLabels previousStage;
  std::int16_t outsideLabel = -1;

  [[nodiscard]] Zyx<std::int64_t>
  Extent() const
  {
    return targetSize;
  }

  VOX_HOST_DEVICE void
  operator()(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const Cell cell = CellAt(x, y, z);
    const std::int64_t voxel = (z * targetSize.y + y) * targetSize.x + x;
    for (std::int64_t channel = 0; channel < channels; ++channel)
    {
      target[channel * Product(targetSize) + voxel] = Interpolate(cell, source + channel * Product(sourceSize));
    }
    for (const AffineLabels & map : {labels, previousStage})
    {
      if (map.source != nullptr)
      {
        map.target[voxel] = Vote(cell, map.source);
      }
    }
  }

private:
  struct Cell
  {
    bool touches = true; ///< at least one corner may lie in the source
    int nearest = 0;
    std::array<float, corners> weights{};
    std::array<bool, corners> inside{};
    std::array<std::int64_t, corners> offsets{};
  };

  [[nodiscard]] VOX_HOST_DEVICE Cell
  CellAt(std::int64_t x, std::int64_t y, std::int64_t z) const
  {
    const Zyx<double> fromMiddle{static_cast<double>(z) - 0.5 * static_cast<double>(targetSize.z - 1),
                                 static_cast<double>(y) - 0.5 * static_cast<double>(targetSize.y - 1),
                                 -0.5 * static_cast<double>(targetSize.x - 1)};
    Cell cell;
    std::array<double, 3> position{};
    std::array<std::int64_t, 3> base{};
    std::array<float, 3> fraction{};
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      const double rowStart = matrix[axis][0] * fromMiddle.z + matrix[axis][1] * fromMiddle.y +
                              matrix[axis][2] * fromMiddle.x + center[axis] - 0.5;
      const bool wholeSlices = VDimensions == 2 && axis == 0;
      position[axis] = wholeSlices ? rowStart : rowStart + matrix[axis][2] * static_cast<double>(x);
      const double floor = std::floor(position[axis]);
      const double lowest = wholeSlices ? 0.0 : -1.0;
      cell.touches = cell.touches && floor >= lowest && floor < static_cast<double>(sourceSize[axis]);
      base[axis] = cell.touches ? static_cast<std::int64_t>(floor) : 0;
      fraction[axis] = static_cast<float>(position[axis] - floor);
    }
    cell.weights = CornerWeights<VDimensions>(fraction[2], fraction[1], fraction[0]);
    cell.nearest = NearestCorner<VDimensions>(position, base);
    for (std::size_t k = 0; k < corners; ++k)
    {
      const std::int64_t cornerX = base[2] + static_cast<std::int64_t>(k & 1U);
      const std::int64_t cornerY = base[1] + static_cast<std::int64_t>((k >> 1U) & 1U);
      const std::int64_t cornerZ = base[0] + static_cast<std::int64_t>((k >> 2U) & 1U);
      cell.inside[k] = cell.touches && cornerX >= 0 && cornerX < sourceSize.x && cornerY >= 0 &&
                       cornerY < sourceSize.y && cornerZ >= 0 && cornerZ < sourceSize.z;
      cell.offsets[k] = cell.inside[k] ? (cornerZ * sourceSize.y + cornerY) * sourceSize.x + cornerX : 0;
    }
    return cell;
  }

  /** Voxels outside count as 0. */
  [[nodiscard]] VOX_HOST_DEVICE static float
  Interpolate(const Cell & cell, const float * image)
  {
    float sum = 0.0F;
    for (std::size_t k = 0; k < corners; ++k)
    {
      sum += cell.inside[k] ? image[cell.offsets[k]] * cell.weights[k] : 0.0F;
    }
    return sum;
  }

  [[nodiscard]] VOX_HOST_DEVICE std::int16_t
  Vote(const Cell & cell, const std::int16_t * map) const
  {
    if (!cell.touches)
    {
      return outsideLabel;
    }
    std::array<std::int16_t, corners> found{};
    bool equal = true;
    for (std::size_t k = 0; k < corners; ++k)
    {
      found[k] = cell.inside[k] ? map[cell.offsets[k]] : outsideLabel;
      equal = equal && found[k] == found[0];
    }
    return equal ? found[0] : VoteForLabel<corners>(found, cell.weights, cell.nearest);
  }
};

} // namespace vox::kernels

#endif
