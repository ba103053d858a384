// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxUNet.h"
#include "voxRandom.h"

#include <ATen/core/grad_mode.h>

#include <cmath>
#include <span>

namespace vox
{
namespace
{

/** The norm in front of the addition in a residual block, whose output starts at zero. */
bool
ClosesResidualBlock(std::string_view name)
{
  return name.find(".conv2.norm.") != std::string_view::npos;
}

/** Standard deviation for a leaky ReLU of slope 0.01, whatever slope the network has, as nnU-Net does. The fan is that
 * of dimension 1 for transposed convolutions too, as torch counts it. */
double
KaimingDeviation(const at::Tensor & weight)
{
  const double fan = static_cast<double>(weight.numel()) / static_cast<double>(weight.size(0));
  return std::sqrt(2.0 / (1.0 + 0.01 * 0.01) / fan);
}

} // namespace

void
InitializeWeights(torch::nn::Module & network, std::uint64_t seed)
{
  const at::NoGradGuard noGrad;
  std::uint64_t index = 0;
  for (const auto & parameter : network.named_parameters())
  {
    at::Tensor weight = parameter.value();
    if (weight.dim() > 1)
    {
      Random random(seed, {index});
      random.FillNormal(std::span(weight.data_ptr<float>(), static_cast<std::size_t>(weight.numel())),
                        KaimingDeviation(weight));
    }
    else
    {
      const bool isScale = parameter.key().ends_with(".weight") && !ClosesResidualBlock(parameter.key());
      weight.fill_(isScale ? 1.0 : 0.0);
    }
    ++index;
  }
}

} // namespace vox
