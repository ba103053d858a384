// SPDX-License-Identifier: Apache-2.0
#include "voxMonaiUNetOptions.h"

#include "voxOptionChecks.h"
#include "voxSizeRules.h"

#include <iterator>

namespace vox
{

void
Validate(const MonaiUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireAtLeast(std::ssize(options.channels), 2, "the number of levels in channels", where);
  RequireAllPositive(options.channels, "an entry of channels", where);
  RequireLength(options.strides.size(), options.channels.size() - 1, "strides", where);
  for (const Zyx<std::int64_t> & stride : options.strides)
  {
    RequireStride(stride, options.dimensions, 8, where);
  }
  RequireOdd(options.kernelSize, options.dimensions, "kernel_size", where);
  RequireOdd(options.upKernelSize, options.dimensions, "up_kernel_size", where);
  RequireAtLeast(options.residualUnits, 0, "residual_units", where);
  RequireProbability(options.dropout, "dropout", where);
}

NetworkSizes
SizesOf(const MonaiUNetOptions & options)
{
  return MultiplesOf(options.strides, options.dimensions);
}

} // namespace vox
