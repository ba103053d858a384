// SPDX-License-Identifier: Apache-2.0
#include "voxUNetOptions.h"

#include "voxError.h"

namespace vox
{
namespace
{

void
RequireLength(std::size_t found, std::size_t expected, const char * name, const char * where)
{
  if (found != expected)
  {
    Fail(ErrorKind::BadModel, "{}: {} has {} entries, expected {}", where, name, found, expected);
  }
}

void
RequirePositive(std::int64_t value, const char * name, const char * where)
{
  if (value < 1)
  {
    Fail(ErrorKind::BadModel, "{}: {} is {}, expected 1 or more", where, name, value);
  }
}

void
RequireAllPositive(const std::vector<std::int64_t> & values, const char * name, const char * where)
{
  for (const std::int64_t value : values)
  {
    RequirePositive(value, name, where);
  }
}

void
RequireRange(bool inRange, double value, const char * name, const char * expected, const char * where)
{
  if (!inRange)
  {
    Fail(ErrorKind::BadModel, "{}: {} is {}, expected {}", where, name, value, expected);
  }
}

/** The axes a network looks at: 2D ignores z. */
std::size_t
FirstAxis(const UNetOptions & options)
{
  return options.dimensions == 2 ? 1 : 0;
}

void
ValidateKernelsAndStrides(const UNetOptions & options, const char * where)
{
  for (std::size_t axis = FirstAxis(options); axis < 3; ++axis)
  {
    for (const Zyx<std::int64_t> & kernel : options.kernelSizes)
    {
      RequirePositive(kernel[axis], "a kernel size", where);
      if (kernel[axis] % 2 == 0)
      {
        Fail(ErrorKind::BadModel, "{}: a kernel size is {}, expected an odd number", where, kernel[axis]);
      }
    }
    for (const Zyx<std::int64_t> & stride : options.strides)
    {
      RequirePositive(stride[axis], "a stride", where);
    }
    if (options.strides.front()[axis] != 1)
    {
      Fail(ErrorKind::BadModel,
           "{}: the first stage has stride {}, expected 1: the decoder ends at the resolution of the first stage",
           where, options.strides.front()[axis]);
    }
  }
}

} // namespace

void
Validate(const UNetOptions & options, const char * where)
{
  if (options.dimensions != 2 && options.dimensions != 3)
  {
    Fail(ErrorKind::BadModel, "{}: found {} dimensions, expected 2 or 3", where, options.dimensions);
  }
  const std::size_t stages = options.featuresPerStage.size();
  if (stages < 2)
  {
    Fail(ErrorKind::BadModel, "{}: found {} stages in features_per_stage, expected 2 or more", where, stages);
  }
  RequireLength(options.kernelSizes.size(), stages, "kernel_sizes", where);
  RequireLength(options.strides.size(), stages, "strides", where);
  RequireLength(options.blocksPerStage.size(), stages, "blocks_per_stage", where);
  RequireLength(options.convsPerDecoderStage.size(), stages - 1, "convs_per_decoder_stage", where);
  RequirePositive(options.inputChannels, "input_channels", where);
  RequirePositive(options.outputChannels, "output_channels", where);
  RequireAllPositive(options.featuresPerStage, "an entry of features_per_stage", where);
  RequireAllPositive(options.blocksPerStage, "an entry of blocks_per_stage", where);
  RequireAllPositive(options.convsPerDecoderStage, "an entry of convs_per_decoder_stage", where);
  ValidateKernelsAndStrides(options, where);
  RequireRange(options.normEps > 0.0, options.normEps, "norm_eps", "a positive number", where);
  RequireRange(options.negativeSlope >= 0.0 && options.negativeSlope <= 1.0, options.negativeSlope, "negative_slope",
               "0 to 1", where);
  RequireRange(options.dropout >= 0.0 && options.dropout < 1.0, options.dropout, "dropout", "0 or more and below 1",
               where);
}

} // namespace vox
