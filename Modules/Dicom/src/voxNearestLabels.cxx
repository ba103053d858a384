// SPDX-License-Identifier: Apache-2.0
#include "voxNearestLabels.h"

namespace vox
{

void
NearestLabels(const std::int32_t * labels, const ImageGeometry & grid, const ImageGeometry & target,
              std::int32_t * result)
{
  const auto place = [&](double z, double y, double x) {
    return VoxelFromWorld(grid, WorldFromVoxel(target, {z, y, x}));
  };
  // Places are linear in the index, so that a step along a row adds the same everywhere.
  const Zyx<double> origin = place(0, 0, 0);
  const Zyx<double> next = place(0, 0, 1);
  const Zyx<double> step{next.z - origin.z, next.y - origin.y, next.x - origin.x};
  const Zyx<double> end{static_cast<double>(grid.size.z), static_cast<double>(grid.size.y),
                        static_cast<double>(grid.size.x)};
  for (std::int64_t slice = 0; slice < target.size.z; ++slice)
  {
    for (std::int64_t row = 0; row < target.size.y; ++row)
    {
      Zyx<double> start = place(static_cast<double>(slice), static_cast<double>(row), 0);
      start = {start.z + 0.5, start.y + 0.5, start.x + 0.5}; // the whole part is now the nearest voxel
      for (std::int64_t column = 0; column < target.size.x; ++column, ++result)
      {
        const auto c = static_cast<double>(column);
        const Zyx<double> at{start.z + c * step.z, start.y + c * step.y, start.x + c * step.x};
        const bool inside = at.z >= 0 && at.z < end.z && at.y >= 0 && at.y < end.y && at.x >= 0 && at.x < end.x;
        *result = inside ? labels[(static_cast<std::int64_t>(at.z) * grid.size.y + static_cast<std::int64_t>(at.y)) *
                                      grid.size.x +
                                  static_cast<std::int64_t>(at.x)]
                         : 0;
      }
    }
  }
}

} // namespace vox
