// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxSlidingWindow.h"

#include <ATen/ATen.h>

#include <fmt/ranges.h>

#include <cmath>
#include <set>

namespace vox
{
namespace
{

void
RequireStep(double step)
{
  if (!(step > 0.0 && step <= 1.0))
  {
    Fail(ErrorKind::Usage, "window step: found {}, expected a part of the patch above 0 and up to 1, for instance 0.5",
         step);
  }
}

void
RequirePatch(const Zyx<std::int64_t> & patchSize)
{
  if (patchSize.z < 1 || patchSize.y < 1 || patchSize.x < 1)
  {
    Fail(ErrorKind::Usage, "patch size: found {} x {} x {} (z, y, x), expected at least one voxel on each axis",
         patchSize.z, patchSize.y, patchSize.x);
  }
}

/** A normalized Gaussian of sigma = size / 8 around size / 2, zero beyond 4 sigma. */
at::Tensor
GaussianProfile(std::int64_t size)
{
  const double sigma = static_cast<double>(size) / 8.0;
  const auto radius = static_cast<std::int64_t>(4.0 * sigma + 0.5);
  const auto weight = [sigma](std::int64_t distance) {
    return std::exp(-0.5 / (sigma * sigma) * static_cast<double>(distance * distance));
  };
  double sum = 0.0;
  for (std::int64_t distance = -radius; distance <= radius; ++distance)
  {
    sum += weight(distance);
  }
  at::Tensor profile = at::zeros({size}, at::kDouble);
  auto values = profile.accessor<double, 1>();
  for (std::int64_t i = 0; i < size; ++i)
  {
    const std::int64_t distance = i - size / 2;
    values[i] = std::abs(distance) <= radius ? weight(distance) / sum : 0.0;
  }
  return profile;
}

} // namespace

void
Validate(const SlidingWindowOptions & options)
{
  RequirePatch(options.patchSize);
  RequireStep(options.step);
  std::set<int> seen;
  for (const int axis : options.mirrorAxes)
  {
    if (axis < 0 || axis > 2 || !seen.insert(axis).second)
    {
      Fail(ErrorKind::Usage, "mirror axes: found [{}], expected each of 0 (z), 1 (y), 2 (x) at most once",
           fmt::join(options.mirrorAxes, ", "));
    }
  }
}

std::vector<std::int64_t>
WindowStarts(std::int64_t size, std::int64_t patch, double step)
{
  RequireStep(step);
  if (patch < 1 || size < patch)
  {
    Fail(ErrorKind::Internal, "windows of {} voxels do not fit an axis of {}; pad it first", patch, size);
  }
  const auto room = static_cast<double>(size - patch);
  const auto last = static_cast<std::int64_t>(std::ceil(room / (static_cast<double>(patch) * step)));
  std::vector<std::int64_t> starts{0};
  for (std::int64_t i = 1; i <= last; ++i)
  {
    // nearbyint rounds halves to even, as numpy.round does.
    const auto start =
        static_cast<std::int64_t>(std::nearbyint(room / static_cast<double>(last) * static_cast<double>(i)));
    if (start != starts.back())
    {
      starts.push_back(start);
    }
  }
  return starts;
}

at::Tensor
GaussianWeights(const Zyx<std::int64_t> & patchSize)
{
  RequirePatch(patchSize);
  at::Tensor map = GaussianProfile(patchSize.z).view({-1, 1, 1}) * GaussianProfile(patchSize.y).view({-1, 1}) *
                   GaussianProfile(patchSize.x);
  map /= map.max() / 10.0;
  // Through half precision, because nnU-Net's models are used with these very weights.
  map = map.to(at::kHalf).to(at::kFloat);
  const at::Tensor smallest = map.masked_select(map > 0).min();
  return at::where(map > 0, map, smallest);
}

} // namespace vox
