// SPDX-License-Identifier: Apache-2.0
#include "voxFiniteVoxels.h"

#include "voxAllFinite.h"
#include "voxError.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace vox
{

void
RequireFiniteVoxels(const Volume & image, int threads, const Zyx<std::int64_t> & first)
{
  const std::int64_t count = image.voxels.numel();
  const float * const values = ValuesOf<float>(image.voxels);
  if (kernels::AllFinite(values, count, threads))
  {
    return;
  }
  const std::span<const float> voxels(values, static_cast<std::size_t>(count));
  const auto isBad = [](float value) { return !std::isfinite(value); };
  const auto found = static_cast<std::int64_t>(std::ranges::find_if(voxels, isBad) - voxels.begin());
  const std::int64_t width = image.voxels.size(3);
  const std::int64_t plane = image.voxels.size(2) * width;
  const std::int64_t channel = image.voxels.size(1) * plane;
  Fail(ErrorKind::BadInput,
       "voxels: {} of {} values are NaN or infinite, the first at (x, y, z) = ({}, {}, {}) of channel {}, expected "
       "finite numbers; replace them",
       std::ranges::count_if(voxels, isBad), count, first.x + found % width, first.y + found % plane / width,
       first.z + found % channel / plane, found / channel);
}

} // namespace vox
