// SPDX-License-Identifier: Apache-2.0
#include "voxPreprocess.h"

#include "voxResampleTensor.h"
#include "voxSeparateAxis.h"

#include <algorithm>

namespace vox
{

std::int64_t
PreprocessBytes(const PreprocessRecord & record, std::int64_t channels, const PreprocessOptions & options)
{
  const std::int64_t voxels = Product(record.reordered.size);
  const std::int64_t image = 4 * channels * voxels;
  const bool anyMask = std::ranges::find(options.useMaskForNorm, true) != options.useMaskForNorm.end();
  const bool isCopied = record.order != AxisOrder{} || record.crop != WholeBox(record.reordered.size);
  const std::int64_t before = (isCopied ? 2 : 1) * image;
  const std::int64_t mask = anyMask ? 2 * voxels : 0;
  const auto separate = SeparateAxis(record.reordered.spacingMm, record.targetSpacingMm, options.image.forceSeparateZ);
  const std::int64_t resampling =
      options.picture ? 4 * channels * (voxels + Product(record.resampled.size))
                      : ResampleBytes(channels, record.crop.Size(), record.resampled.size, separate, options.image);
  return std::max({before, image + mask, resampling + mask / 2});
}

} // namespace vox
