// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxNet.h"

#include <ATen/core/grad_mode.h>

#include <map>

namespace vox
{
namespace
{

/** "encoder.conv1." of "encoder.conv1.weight". */
std::string
LayerOf(const std::string & name)
{
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos ? std::string() : name.substr(0, dot + 1);
}

} // namespace

void
InitializeWeights(Net & network, std::uint64_t seed)
{
  const at::NoGradGuard noGrad;
  const auto parameters = network.named_parameters();
  std::map<std::string, std::int64_t> fans;
  for (const auto & parameter : parameters)
  {
    const at::Tensor & weight = parameter.value();
    if (weight.dim() > 1 && parameter.key().ends_with("weight"))
    {
      // Of dimension 1 for transposed convolutions too, as torch counts it.
      fans[LayerOf(parameter.key())] = weight.numel() / weight.size(0);
    }
  }
  std::uint64_t index = 0;
  for (const auto & parameter : parameters)
  {
    const auto fan = fans.find(LayerOf(parameter.key()));
    const std::int64_t fanIn = fan == fans.end() ? 0 : fan->second;
    FillWeight(parameter.value(), network.DrawOf(parameter.key(), parameter.value(), fanIn), seed, index);
    ++index;
  }
}

} // namespace vox
