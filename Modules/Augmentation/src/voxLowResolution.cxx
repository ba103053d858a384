// SPDX-License-Identifier: Apache-2.0
#include "voxLowResolution.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace vox
{

namespace
{
/** The two voxels of the small grid that a voxel of the full grid lies between. */
struct Neighbors
{
  std::int64_t lower;
  std::int64_t upper;
  float weight; ///< of the upper one
};

/** How one axis goes down and up again. */
struct AxisPlan
{
  std::vector<std::int64_t> nearest; ///< for each small voxel, the full voxel it copies
  std::vector<Neighbors> linear;     ///< for each full voxel
};

AxisPlan
PlanAxis(std::int64_t full, double scale)
{
  const float wanted = static_cast<float>(full) * static_cast<float>(scale);
  const auto small = std::max<std::int64_t>(static_cast<std::int64_t>(std::nearbyint(wanted)), 1);
  const float down = static_cast<float>(full) / static_cast<float>(small);
  const float up = static_cast<float>(small) / static_cast<float>(full);
  AxisPlan plan;
  for (std::int64_t i = 0; i < small; ++i)
  {
    const auto source = static_cast<std::int64_t>((static_cast<float>(i) + 0.5F) * down);
    plan.nearest.push_back(std::min(source, full - 1));
  }
  for (std::int64_t i = 0; i < full; ++i)
  {
    const float position = std::max((static_cast<float>(i) + 0.5F) * up - 0.5F, 0.0F);
    const std::int64_t lower = std::min(static_cast<std::int64_t>(position), small - 1);
    plan.linear.push_back({lower, std::min(lower + 1, small - 1), position - static_cast<float>(lower)});
  }
  return plan;
}
} // namespace

void
SimulateLowResolution(std::span<float> channel, const Zyx<std::int64_t> & size, const Zyx<double> & scale)
{
  const AxisPlan planZ = PlanAxis(size.z, scale.z);
  const AxisPlan planY = PlanAxis(size.y, scale.y);
  const AxisPlan planX = PlanAxis(size.x, scale.x);
  const auto smallY = static_cast<std::int64_t>(planY.nearest.size());

  // Rows of the small grid, each already widened to full length: what remains is a blend of four rows.
  std::vector<float> rows(planZ.nearest.size() * planY.nearest.size() * static_cast<std::size_t>(size.x));
  std::vector<float> smallRow(planX.nearest.size());
  float * wide = rows.data();
  for (const std::int64_t z : planZ.nearest)
  {
    for (const std::int64_t y : planY.nearest)
    {
      const float * source = channel.data() + (z * size.y + y) * size.x;
      std::transform(planX.nearest.begin(), planX.nearest.end(), smallRow.begin(),
                     [source](std::int64_t x) { return source[x]; });
      for (const Neighbors & x : planX.linear)
      {
        *wide++ = (1.0F - x.weight) * smallRow[static_cast<std::size_t>(x.lower)] +
                  x.weight * smallRow[static_cast<std::size_t>(x.upper)];
      }
    }
  }

  float * out = channel.data();
  for (const Neighbors & z : planZ.linear)
  {
    for (const Neighbors & y : planY.linear)
    {
      const auto row = [&](std::int64_t rowZ, std::int64_t rowY) {
        return rows.data() + (rowZ * smallY + rowY) * size.x;
      };
      const std::array<const float *, 4> in{row(z.lower, y.lower), row(z.lower, y.upper), row(z.upper, y.lower),
                                            row(z.upper, y.upper)};
      const std::array<float, 4> weight{(1.0F - z.weight) * (1.0F - y.weight), (1.0F - z.weight) * y.weight,
                                        z.weight * (1.0F - y.weight), z.weight * y.weight};
      for (std::int64_t x = 0; x < size.x; ++x)
      {
        out[x] = weight[0] * in[0][x] + weight[1] * in[1][x] + weight[2] * in[2][x] + weight[3] * in[3][x];
      }
      out += size.x;
    }
  }
}

} // namespace vox
