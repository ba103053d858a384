// SPDX-License-Identifier: Apache-2.0
#include "voxCallerImage.h"

#include "voxError.h"
#include "voxFiniteVoxels.h"
#include "voxTensorMemory.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vox
{
namespace
{

void
RequireSizes(const vox_image & image, const std::vector<std::string> & channelNames)
{
  if (image.channels != static_cast<std::int64_t>(channelNames.size()))
  {
    Fail(ErrorKind::BadInput, "the image has {} channels, the model expects {}, in this order: {}", image.channels,
         channelNames.size(), fmt::join(channelNames, ", "));
  }
  // Far beyond any memory, and far from what a number of 64 bits cannot count.
  constexpr double mostBytes = 0x1p60;
  double bytes = static_cast<double>(image.channels) * sizeof(float);
  for (const std::int64_t size : image.size)
  {
    bytes *= static_cast<double>(size);
    if (size < 1 || bytes > mostBytes)
    {
      Fail(ErrorKind::BadInput,
           "size: found {} voxels (x, y, z), expected at least 1 along each axis, and so many "
           "as memory can hold",
           fmt::join(image.size, " x "));
    }
  }
}

/** Lengths of columns and angles between them, to what rounding in files and headers leaves. */
bool
IsOrthonormal(const double (&direction)[9])
{
  constexpr double tolerance = 1e-3;
  for (int i = 0; i < 3; ++i)
  {
    for (int j = i; j < 3; ++j)
    {
      const double product =
          direction[i] * direction[j] + direction[3 + i] * direction[3 + j] + direction[6 + i] * direction[6 + j];
      if (!(std::abs(product - (i == j ? 1.0 : 0.0)) <= tolerance))
      {
        return false;
      }
    }
  }
  return true;
}

ImageGeometry
GeometryOf(const vox_image & image)
{
  if (!std::ranges::all_of(image.spacing, [](double mm) { return std::isfinite(mm) && mm > 0.0; }))
  {
    Fail(ErrorKind::BadInput, "spacing: found {} mm (x, y, z), expected finite numbers above 0",
         fmt::join(image.spacing, " x "));
  }
  if (!std::ranges::all_of(image.origin, [](double mm) { return std::isfinite(mm); }))
  {
    Fail(ErrorKind::BadInput, "origin: found ({}) mm, expected finite numbers", fmt::join(image.origin, ", "));
  }
  if (!IsOrthonormal(image.direction))
  {
    Fail(ErrorKind::BadInput,
         "direction: found [{}], row after row, expected columns of length 1 at right angles to "
         "each other (to 1e-3); resample the image onto such a grid",
         fmt::join(image.direction, ", "));
  }
  ImageGeometry geometry;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    const std::size_t tensorAxis = 2 - axis;
    geometry.size[tensorAxis] = image.size[axis];
    geometry.spacingMm[tensorAxis] = image.spacing[axis];
    geometry.originLps[axis] = image.origin[axis];
    for (std::size_t row = 0; row < 3; ++row)
    {
      geometry.directionLps[row][tensorAxis] = image.direction[3 * row + axis];
    }
  }
  return geometry;
}

} // namespace

Volume
VolumeOver(const vox_image & image, const std::vector<std::string> & channelNames, int threads)
{
  if (image.voxels == nullptr)
  {
    Fail(ErrorKind::Usage, "voxels: found NULL, expected the voxels of the image");
  }
  RequireSizes(image, channelNames);
  const ImageGeometry geometry = GeometryOf(image);
  const auto & [z, y, x] = geometry.size;
  const std::array<std::int64_t, 4> sizes{image.channels, z, y, x};
  const std::array<std::int64_t, 4> strides{z * y * x, y * x, x, 1};
  Volume volume = MakeVolume(TensorOver(image.voxels, sizes, strides, at::kFloat, nullptr), geometry);
  RequireFiniteVoxels(volume, threads);
  return volume;
}

} // namespace vox
