// SPDX-License-Identifier: Apache-2.0
#ifndef voxShapes_h
#define voxShapes_h

#include "voxRandom.h"
#include "voxVolume.h"

#include <ATen/ATen.h>

#include <functional>

namespace vox::testing
{

/** Calls value(world position in mm along z, y, x, from the first voxel) for each voxel. */
inline Volume
Sampled(const Zyx<std::int64_t> & size, const Zyx<double> & spacingMm, const std::function<double(Zyx<double>)> & value)
{
  ImageGeometry geometry;
  geometry.size = size;
  geometry.spacingMm = spacingMm;
  at::Tensor voxels = at::empty({1, size.z, size.y, size.x});
  float * voxel = voxels.data_ptr<float>();
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x)
      {
        const auto mm = [](std::int64_t index, double spacing) { return static_cast<double>(index) * spacing; };
        *voxel++ = static_cast<float>(value({mm(z, spacingMm.z), mm(y, spacingMm.y), mm(x, spacingMm.x)}));
      }
    }
  }
  return MakeVolume(voxels, geometry);
}

inline double
Distance(const Zyx<double> & a, const Zyx<double> & b)
{
  return std::sqrt((a.z - b.z) * (a.z - b.z) + (a.y - b.y) * (a.y - b.y) + (a.x - b.x) * (a.x - b.x));
}

/** The image plus noise of this standard deviation, the same for the same seed. */
inline Volume
Noisy(const Volume & image, double deviation, std::uint64_t seed)
{
  Random random(seed, {0});
  Volume result{image.voxels.clone(), image.geometry};
  float * voxels = result.voxels.data_ptr<float>();
  for (std::int64_t i = 0; i < result.voxels.numel(); ++i)
  {
    voxels[i] += static_cast<float>(deviation * random.Normal());
  }
  return result;
}

/** Number of voxels of this label. */
inline std::int64_t
Count(const Volume & labels, std::int64_t label)
{
  return labels.voxels.eq(label).sum().item<std::int64_t>();
}

} // namespace vox::testing

#endif
