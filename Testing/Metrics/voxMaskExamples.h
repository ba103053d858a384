// SPDX-License-Identifier: Apache-2.0
#ifndef voxMaskExamples_h
#define voxMaskExamples_h

#include "voxBox.h"
#include "voxRandom.h"
#include "voxSurfaceDistance.h"
#include "voxVolume.h"

#include <ATen/ATen.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace vox::testing
{

/** An empty mask uint8 [D, H, W]. */
inline at::Tensor
EmptyMask(const Zyx<std::int64_t> & size)
{
  return at::zeros({size.z, size.y, size.x}, at::kByte);
}

/** Sets a half-open box of the tensor [D, H, W] to a value. */
inline at::Tensor &
Fill(at::Tensor & tensor, const Box & box, std::int64_t value = 1)
{
  tensor.narrow(0, box.lower.z, box.Size().z)
      .narrow(1, box.lower.y, box.Size().y)
      .narrow(2, box.lower.x, box.Size().x)
      .fill_(value);
  return tensor;
}

inline at::Tensor
BoxMask(const Zyx<std::int64_t> & size, const Box & box)
{
  at::Tensor mask = EmptyMask(size);
  return Fill(mask, box);
}

/** A 2D box [rows) x [columns) in an image of one slice. */
inline Box
Rectangle(std::int64_t firstRow, std::int64_t lastRow, std::int64_t firstColumn, std::int64_t lastColumn)
{
  return {{0, firstRow, firstColumn}, {1, lastRow, lastColumn}};
}

inline Box
Cube(std::int64_t first, std::int64_t last)
{
  return {{first, first, first}, {last, last, last}};
}

/** Voxels whose center (index times spacing) lies within the radius of the center, in mm. */
inline at::Tensor
BallMask(const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm, const std::array<double, 3> & centerMm,
         double radiusMm)
{
  const auto squares = [&](std::size_t axis) {
    return (at::arange(size[axis], at::kDouble) * spacingMm[axis] - centerMm[axis]).square();
  };
  const at::Tensor squared = squares(0).view({-1, 1, 1}) + squares(1).view({-1, 1}) + squares(2);
  return (squared <= radiusMm * radiusMm).to(at::kByte);
}

/** A mask of independent random voxels: every shape of neighborhood occurs. */
inline at::Tensor
NoiseMask(const Zyx<std::int64_t> & size, double density, std::uint64_t seed)
{
  at::Tensor mask = EmptyMask(size);
  Random random(seed);
  for (std::int64_t i = 0; i < mask.numel(); ++i)
  {
    mask.data_ptr<std::uint8_t>()[i] = random.Bernoulli(density);
  }
  return mask;
}

/** A label map int32 [1, D, H, W] on a grid with this spacing. */
inline Volume
LabelVolume(const at::Tensor & labels, const Zyx<double> & spacingMm = {1.0, 1.0, 1.0})
{
  ImageGeometry geometry;
  geometry.size = {labels.size(0), labels.size(1), labels.size(2)};
  geometry.spacingMm = spacingMm;
  return MakeVolume(labels.to(at::kInt).unsqueeze(0), geometry);
}

/** Surface voxels by the words of the definition, one neighbor at a time. */
inline std::vector<Zyx<std::int64_t>>
SurfaceByDefinition(const at::Tensor & mask)
{
  const Zyx<std::int64_t> size{mask.size(0), mask.size(1), mask.size(2)};
  const auto inside = [&](const Zyx<std::int64_t> & voxel) {
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      if (voxel[axis] < 0 || voxel[axis] >= size[axis])
      {
        return false;
      }
    }
    return mask[voxel.z][voxel.y][voxel.x].item<int>() != 0;
  };
  std::vector<Zyx<std::int64_t>> result;
  for (std::int64_t i = 0; i < mask.numel(); ++i)
  {
    const Zyx<std::int64_t> voxel{i / (size.y * size.x), i / size.x % size.y, i % size.x};
    bool surface = mask.numel() == 1;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      for (const int step : {-1, 1})
      {
        Zyx<std::int64_t> neighbor = voxel;
        neighbor[axis] += step;
        surface = surface || (size[axis] > 1 && !inside(neighbor));
      }
    }
    if (surface && inside(voxel))
    {
      result.push_back(voxel);
    }
  }
  return result;
}

/** For each voxel of `from`, the distance to the nearest of `to`, by trying all. */
inline std::vector<double>
DistancesByTryingAll(const std::vector<Zyx<std::int64_t>> & from, const std::vector<Zyx<std::int64_t>> & to,
                     const Zyx<double> & spacingMm)
{
  std::vector<double> result;
  for (const auto & a : from)
  {
    double nearest = std::numeric_limits<double>::infinity();
    for (const auto & b : to)
    {
      double squared = 0.0;
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        squared += std::pow(static_cast<double>(a[axis] - b[axis]) * spacingMm[axis], 2);
      }
      nearest = std::min(nearest, squared);
    }
    result.push_back(std::sqrt(nearest));
  }
  return result;
}

} // namespace vox::testing

#endif
