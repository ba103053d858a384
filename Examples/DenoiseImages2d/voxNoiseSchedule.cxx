// SPDX-License-Identifier: Apache-2.0
#include "voxNoiseSchedule.h"

#include <ATen/ATen.h>

namespace vox
{

NoiseSchedule::NoiseSchedule() : m_Left((1.0 - at::linspace(1e-4, 0.02, kSteps, at::kDouble)).cumprod(0).to(at::kFloat))
{}

at::Tensor
NoiseSchedule::Left(const at::Tensor & timesteps) const
{
  return m_Left.index_select(0, timesteps).view({-1, 1, 1, 1, 1});
}

at::Tensor
NoiseSchedule::AddNoise(const at::Tensor & images, const at::Tensor & noise, const at::Tensor & timesteps) const
{
  const at::Tensor left = Left(timesteps);
  return left.sqrt() * images + (1.0 - left).sqrt() * noise;
}

at::Tensor
NoiseSchedule::RemoveNoise(const at::Tensor & noisy, const at::Tensor & noise, const at::Tensor & timesteps) const
{
  const at::Tensor left = Left(timesteps);
  return (noisy - (1.0 - left).sqrt() * noise) / left.sqrt();
}

} // namespace vox
