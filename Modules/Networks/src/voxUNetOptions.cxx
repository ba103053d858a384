// SPDX-License-Identifier: Apache-2.0
#include "voxUNetOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{
namespace
{

void
ValidateKernelsAndStrides(const UNetOptions & options, const char * where)
{
  for (const Zyx<std::int64_t> & kernel : options.kernelSizes)
  {
    RequireOdd(kernel, options.dimensions, "a kernel size", where);
  }
  for (std::size_t axis = FirstAxis(options.dimensions); axis < 3; ++axis)
  {
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
  RequireImages(options, where);
  const std::size_t stages = options.featuresPerStage.size();
  if (stages < 2)
  {
    Fail(ErrorKind::BadModel, "{}: found {} stages in features_per_stage, expected 2 or more", where, stages);
  }
  RequireLength(options.kernelSizes.size(), stages, "kernel_sizes", where);
  RequireLength(options.strides.size(), stages, "strides", where);
  RequireLength(options.blocksPerStage.size(), stages, "blocks_per_stage", where);
  RequireLength(options.convsPerDecoderStage.size(), stages - 1, "convs_per_decoder_stage", where);
  RequireAllPositive(options.featuresPerStage, "an entry of features_per_stage", where);
  RequireAllPositive(options.blocksPerStage, "an entry of blocks_per_stage", where);
  RequireAllPositive(options.convsPerDecoderStage, "an entry of convs_per_decoder_stage", where);
  ValidateKernelsAndStrides(options, where);
  RequirePositiveNumber(options.normEps, "norm_eps", where);
  RequireSlope(options.negativeSlope, "negative_slope", where);
  RequireProbability(options.dropout, "dropout", where);
}

NetworkSizes
SizesOf(const UNetOptions & options)
{
  NetworkSizes sizes = MultiplesOf(options.strides, options.dimensions);
  sizes.outputStrides.clear();
  Zyx<std::int64_t> product{1, 1, 1};
  for (const Zyx<std::int64_t> & stride : options.strides)
  {
    for (std::size_t axis = FirstAxis(options.dimensions); axis < 3; ++axis)
    {
      product[axis] *= stride[axis];
    }
    sizes.outputStrides.push_back(product);
  }
  sizes.outputStrides.pop_back(); // the coarsest stage has no head
  return sizes;
}

bool
IsOfNnunet(const NetworkDefinition & definition)
{
  return definition.name == "PlainConvUNet" || definition.name == "ResidualEncoderUNet";
}

UNetOptions
UNetOptionsOf(const NetworkDefinition & definition)
{
  if (!IsOfNnunet(definition))
  {
    Fail(ErrorKind::BadModel, "network '{}' is none of nnU-Net's: expected PlainConvUNet or ResidualEncoderUNet",
         definition.name);
  }
  UNetOptions options;
  FromJson(definition.options, options, definition.name);
  return options;
}

} // namespace vox
