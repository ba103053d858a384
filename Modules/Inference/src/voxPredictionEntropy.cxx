// SPDX-License-Identifier: Apache-2.0
#include "voxPredictionEntropy.h"

#include "voxError.h"

#include <ATen/ATen.h>

#include <cmath>

namespace vox
{

Volume
PredictionEntropy(const Volume & probabilities, const std::string & name)
{
  const at::Tensor & values = probabilities.voxels;
  const std::int64_t channels = values.size(0);
  if (channels < 2)
  {
    Fail(ErrorKind::BadInput, "{}: found one channel, expected the probabilities of two classes or more", name);
  }
  const double lowest = values.min().item<double>();
  const at::Tensor sums = values.sum(0);
  const double furthest = (sums - 1.0).abs().max().item<double>();
  constexpr double tolerance = 0.01; // of probabilities kept in half precision
  if (lowest < 0.0 || !(furthest <= tolerance))
  {
    Fail(ErrorKind::BadInput,
         "{}: found channels that sum to {:.3g} to {:.3g}, the lowest value is {:.3g}; expected probabilities of "
         "classes, "
         "which sum to 1 (regions that overlap have no common entropy)",
         name, sums.min().item<double>(), sums.max().item<double>(), lowest);
  }
  const at::Tensor entropy = at::xlogy(values, values).sum(0, true).neg() / std::log(static_cast<double>(channels));
  return {entropy.clamp(0.0, 1.0).contiguous(), probabilities.geometry};
}

} // namespace vox
