// SPDX-License-Identifier: Apache-2.0
#ifndef voxAffineSampler_h
#define voxAffineSampler_h

#include "voxAffineCell.h"
#include "voxImageGeometry.h"
#include "voxLabelVote.h"
#include "voxPatch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace vox::detail
{

/** Fills a patch from another one through an affine map of indices: ResampleAffine, in 3D (VDimensions 3) or within
 * whole slices (2). A voxel reads a cell of 8 or 4 source voxels; corner k of it is one further on x, y, z where bit 0,
 * 1, 2 of k is set. Both patches must be contiguous and outlive the sampler. */
template <int VDimensions> class AffineSampler
{
public:
  static constexpr int corners = 1 << VDimensions;
  static constexpr std::size_t firstAxis = 3 - VDimensions;
  using Weights = std::array<float, corners>;

  AffineSampler(const Patch & source, const Matrix3 & matrix, const Zyx<double> & center, std::int16_t outsideLabel,
                Patch & target)
      : m_Size(SizeOf(source)),
        m_TargetSize(SizeOf(target)),
        m_Matrix(matrix),
        m_Center(center),
        m_OutsideLabel(outsideLabel),
        m_Channels(source.image.size(0)),
        m_SourceImage(source.image.const_data_ptr<float>()),
        m_Image(target.image.mutable_data_ptr<float>()),
        m_LabelMaps{{source.labels.const_data_ptr<std::int16_t>(), target.labels.mutable_data_ptr<std::int16_t>()}}
  {
    if (source.previousStage.defined())
    {
      m_LabelMaps.push_back(
          {source.previousStage.const_data_ptr<std::int16_t>(), target.previousStage.mutable_data_ptr<std::int16_t>()});
    }
    for (int k = 0; k < corners; ++k)
    {
      m_Offsets[k] = (k & 1) + ((k >> 1) & 1) * m_Size.x + ((k >> 2) & 1) * m_Size.x * m_Size.y;
    }
  }

  void
  Run()
  {
    for (std::int64_t z = 0; z < m_TargetSize.z; ++z)
    {
      for (std::int64_t y = 0; y < m_TargetSize.y; ++y)
      {
        SampleRow(z, y);
      }
    }
  }

private:
  struct LabelMap
  {
    const std::int16_t * source;
    std::int16_t * target;
  };

  /** Index into the source along one axis, for voxel x of the row. Increasing or decreasing in x, also after rounding.
   */
  [[nodiscard]] double
  At(std::size_t axis, std::int64_t x) const
  {
    return m_RowStart[axis] + m_Matrix[axis][2] * static_cast<double>(x);
  }

  /** True if all corners of the cell lie in the source. */
  [[nodiscard]] bool
  Inside(std::int64_t x) const
  {
    for (std::size_t axis = firstAxis; axis < 3; ++axis)
    {
      const double position = At(axis, x);
      if (!(position >= 0.0 && position < static_cast<double>(m_Size[axis] - 1)))
      {
        return false;
      }
    }
    return true;
  }

  void
  SampleRow(std::int64_t z, std::int64_t y)
  {
    const Zyx<double> fromMiddle{static_cast<double>(z) - 0.5 * static_cast<double>(m_TargetSize.z - 1),
                                 static_cast<double>(y) - 0.5 * static_cast<double>(m_TargetSize.y - 1),
                                 -0.5 * static_cast<double>(m_TargetSize.x - 1)};
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      m_RowStart[axis] = m_Matrix[axis][0] * fromMiddle.z + m_Matrix[axis][1] * fromMiddle.y +
                         m_Matrix[axis][2] * fromMiddle.x + m_Center[axis] - 0.5;
    }
    m_Slice = static_cast<std::int64_t>(std::floor(m_RowStart[0]));
    const std::int64_t row = (z * m_TargetSize.y + y) * m_TargetSize.x;
    // The voxels of a row whose cell lies inside are consecutive, since positions are monotonic.
    std::int64_t first = 0;
    while (first < m_TargetSize.x && !Inside(first))
    {
      SampleAtBorder(first, row + first);
      ++first;
    }
    std::int64_t last = m_TargetSize.x;
    while (last > first && !Inside(last - 1))
    {
      --last;
      SampleAtBorder(last, row + last);
    }
    if (VDimensions == 2 && first < last && (m_Slice < 0 || m_Slice >= m_Size.z))
    {
      FillRow(row + first, last - first);
      return;
    }
    for (std::int64_t x = first; x < last; ++x)
    {
      SampleInside(x, row + x);
    }
  }

  void
  FillRow(std::int64_t target, std::int64_t count)
  {
    for (std::int64_t channel = 0; channel < m_Channels; ++channel)
    {
      std::fill_n(m_Image + channel * Product(m_TargetSize) + target, count, 0.0F);
    }
    for (const LabelMap & map : m_LabelMaps)
    {
      std::fill_n(map.target + target, count, m_OutsideLabel);
    }
  }

  void
  SampleInside(std::int64_t x, std::int64_t target)
  {
    std::array<double, 3> position{};
    std::array<std::int64_t, 3> base{m_Slice, 0, 0};
    std::array<float, 3> fraction{};
    for (std::size_t axis = firstAxis; axis < 3; ++axis)
    {
      position[axis] = At(axis, x);
      base[axis] = static_cast<std::int64_t>(position[axis]); // not negative here, so this is the floor
      fraction[axis] = static_cast<float>(position[axis] - static_cast<double>(base[axis]));
    }
    const Weights weights = kernels::CornerWeights<VDimensions>(fraction[2], fraction[1], fraction[0]);
    const std::int64_t offset = (base[0] * m_Size.y + base[1]) * m_Size.x + base[2];
    for (std::int64_t channel = 0; channel < m_Channels; ++channel)
    {
      const float * cell = m_SourceImage + channel * Product(m_Size) + offset;
      float sum = 0.0F;
      for (int k = 0; k < corners; ++k)
      {
        sum += cell[m_Offsets[k]] * weights[k];
      }
      m_Image[channel * Product(m_TargetSize) + target] = sum;
    }
    for (const LabelMap & map : m_LabelMaps)
    {
      std::array<std::int16_t, corners> labels;
      bool equal = true;
      for (int k = 0; k < corners; ++k)
      {
        labels[k] = map.source[offset + m_Offsets[k]];
        equal &= labels[k] == labels[0];
      }
      map.target[target] =
          equal ? labels[0]
                : kernels::VoteForLabel<corners>(labels, weights, kernels::NearestCorner<VDimensions>(position, base));
    }
  }

  /** A cell that reaches outside: its outer corners are 0 in the image and `m_OutsideLabel`. */
  void
  SampleAtBorder(std::int64_t x, std::int64_t target)
  {
    std::array<double, 3> position{};
    std::array<std::int64_t, 3> base{m_Slice, 0, 0};
    std::array<float, 3> fraction{};
    bool touches = VDimensions == 3 || (m_Slice >= 0 && m_Slice < m_Size.z);
    for (std::size_t axis = firstAxis; axis < 3; ++axis)
    {
      position[axis] = At(axis, x);
      const double floor = std::floor(position[axis]);
      touches = touches && floor >= -1.0 && floor < static_cast<double>(m_Size[axis]);
      base[axis] = touches ? static_cast<std::int64_t>(floor) : 0;
      fraction[axis] = static_cast<float>(position[axis] - floor);
    }
    if (!touches)
    {
      FillRow(target, 1);
      return;
    }
    const Weights weights = kernels::CornerWeights<VDimensions>(fraction[2], fraction[1], fraction[0]);
    std::array<bool, corners> inside;
    for (int k = 0; k < corners; ++k)
    {
      inside[k] = true;
      for (int dimension = 0; dimension < VDimensions; ++dimension)
      {
        const std::int64_t index = base[2 - dimension] + ((k >> dimension) & 1);
        inside[k] = inside[k] && index >= 0 && index < m_Size[2 - dimension];
      }
    }
    const std::int64_t offset = (base[0] * m_Size.y + base[1]) * m_Size.x + base[2];
    for (std::int64_t channel = 0; channel < m_Channels; ++channel)
    {
      const std::int64_t cell = channel * Product(m_Size) + offset;
      float sum = 0.0F;
      for (int k = 0; k < corners; ++k)
      {
        sum += inside[k] ? m_SourceImage[cell + m_Offsets[k]] * weights[k] : 0.0F;
      }
      m_Image[channel * Product(m_TargetSize) + target] = sum;
    }
    for (const LabelMap & map : m_LabelMaps)
    {
      std::array<std::int16_t, corners> labels;
      for (int k = 0; k < corners; ++k)
      {
        labels[k] = inside[k] ? map.source[offset + m_Offsets[k]] : m_OutsideLabel;
      }
      map.target[target] =
          kernels::VoteForLabel<corners>(labels, weights, kernels::NearestCorner<VDimensions>(position, base));
    }
  }

  Zyx<std::int64_t> m_Size;
  Zyx<std::int64_t> m_TargetSize;
  Matrix3 m_Matrix;
  Zyx<double> m_Center;
  std::int16_t m_OutsideLabel;
  std::int64_t m_Channels;
  const float * m_SourceImage;
  float * m_Image;
  std::vector<LabelMap> m_LabelMaps; ///< labels, and those of the stage before
  std::array<std::int64_t, corners> m_Offsets{};
  std::array<double, 3> m_RowStart{};
  std::int64_t m_Slice = 0;
};

} // namespace vox::detail

#endif
