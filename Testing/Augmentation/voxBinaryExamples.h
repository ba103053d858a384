// SPDX-License-Identifier: Apache-2.0
#ifndef voxBinaryExamples_h
#define voxBinaryExamples_h

#include "voxBinaryVolume.h"

#include <vector>

namespace vox::testing
{

/** A volume whose voxels are set where isSet(z, y, x). */
template <typename TPredicate>
BinaryVolume
VolumeWhere(const Zyx<std::int64_t> & size, TPredicate isSet)
{
  std::vector<std::int16_t> labels;
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x)
      {
        labels.push_back(isSet(z, y, x) ? 1 : 0);
      }
    }
  }
  return VoxelsWithLabel(labels, size, 1);
}

inline std::vector<float>
ValuesOf(const BinaryVolume & volume)
{
  std::vector<float> values(static_cast<std::size_t>(Product(volume.Size())));
  volume.CopyTo(values);
  return values;
}

inline std::int64_t
CountOf(const BinaryVolume & volume)
{
  std::int64_t count = 0;
  for (const float value : ValuesOf(volume))
  {
    count += value != 0.0F ? 1 : 0;
  }
  return count;
}

/** Speckles, an ellipsoid, and a block in a corner; for volumes of 20 x 30 x 70 voxels, rows of more than one word. */
inline bool
IsInExample(std::int64_t z, std::int64_t y, std::int64_t x)
{
  const bool inEllipsoid = 10 * (z - 9) * (z - 9) + 5 * (y - 14) * (y - 14) + 3 * (x - 40) * (x - 40) < 600;
  return (z * 7 + y * 13 + x * 29) % 97 < 2 || inEllipsoid || (x > 60 && y < 5);
}

} // namespace vox::testing

#endif
