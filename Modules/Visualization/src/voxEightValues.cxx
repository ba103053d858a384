// SPDX-License-Identifier: Apache-2.0
#include "voxEightValues.h"

#include "voxTargetClones.h"

namespace vox
{

VOX_TARGET_CLONES
void
EightValues(const float * values, const Zyx<std::int64_t> & size, const EightPlaces & places,
            std::array<float, kEight> & found)
{
  const int lastZ = static_cast<int>(size.z) - 1, lastY = static_cast<int>(size.y) - 1,
            lastX = static_cast<int>(size.x) - 1;
  const int row = static_cast<int>(size.x), plane = static_cast<int>(size.y * size.x);
  const auto inside = [](float place, int last) {
    const float most = static_cast<float>(last);
    const float above = place > 0.0F ? place : 0.0F;
    return above < most ? above : most;
  };
  // Counted from the slice of the first place, positions are small whatever the size of the volume.
  const int first = static_cast<int>(inside(places.z[0], lastZ));
  const float * const base = values + first * size.y * size.x;
  std::array<float, kEight> own; // which no other array overlaps
  for (std::size_t i = 0; i < kEight; ++i)
  {
    const float z = inside(places.z[i], lastZ), y = inside(places.y[i], lastY), x = inside(places.x[i], lastX);
    const int lowerZ = static_cast<int>(z), lowerY = static_cast<int>(y), lowerX = static_cast<int>(x);
    const float partZ = z - static_cast<float>(lowerZ), partY = y - static_cast<float>(lowerY),
                partX = x - static_cast<float>(lowerX);
    const int stepZ = lowerZ < lastZ ? plane : 0, stepY = lowerY < lastY ? row : 0, stepX = lowerX < lastX ? 1 : 0;
    const int at = (lowerZ - first) * plane + lowerY * row + lowerX;
    const auto along = [&](int start) {
      const float value = base[start];
      return value + (base[start + stepX] - value) * partX;
    };
    const float near = along(at), below = along(at + stepY);
    const float far = along(at + stepZ), farBelow = along(at + stepZ + stepY);
    const float lower = near + (below - near) * partY;
    own[i] = lower + (far + (farBelow - far) * partY - lower) * partZ;
  }
  found = own;
}

} // namespace vox
