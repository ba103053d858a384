// SPDX-License-Identifier: Apache-2.0
#include "voxMonaiDynUNetOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"
#include "voxSizeRules.h"

#include <iterator>

namespace vox
{

void
Validate(const MonaiDynUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  const std::int64_t stages = std::ssize(options.filters);
  RequireAtLeast(stages, 3, "the number of stages in filters", where);
  RequireAllPositive(options.filters, "an entry of filters", where);
  RequireLength(options.kernelSizes.size(), options.filters.size(), "kernel_sizes", where);
  RequireLength(options.strides.size(), options.filters.size(), "strides", where);
  for (const Zyx<std::int64_t> & kernel : options.kernelSizes)
  {
    RequireOdd(kernel, options.dimensions, "a kernel size", where);
  }
  const Zyx<std::int64_t> & first = options.strides.front();
  for (std::size_t axis = options.dimensions == 2 ? 1 : 0; axis < 3; ++axis)
  {
    if (first[axis] != 1)
    {
      Fail(ErrorKind::BadModel, "{}: the stride of the first stage is {}, expected 1: the decoder ends at its size",
           where, first[axis]);
    }
  }
  for (const Zyx<std::int64_t> & stride : options.strides)
  {
    RequireStride(stride, options.dimensions, 2, where);
  }
  if (options.supervisedStages < 0 || options.supervisedStages > stages - 2)
  {
    Fail(ErrorKind::BadModel, "{}: supervised_stages is {}, expected 0 to {}: the finest has the output itself", where,
         options.supervisedStages, stages - 2);
  }
  RequireProbability(options.dropout, "dropout", where);
}

NetworkSizes
SizesOf(const MonaiDynUNetOptions & options)
{
  NetworkSizes sizes = MultiplesOf(options.strides, options.dimensions);
  sizes.outputStrides.assign(static_cast<std::size_t>(options.supervisedStages) + 1, {1, 1, 1});
  return sizes;
}

} // namespace vox
