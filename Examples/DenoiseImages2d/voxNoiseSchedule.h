// SPDX-License-Identifier: Apache-2.0
#ifndef voxNoiseSchedule_h
#define voxNoiseSchedule_h

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vox
{

/** How much of an image is left at each timestep of a diffusion model (Ho et al. 2020, arXiv 2006.11239): step t takes
 * a part beta(t) of the variance for noise, beta linear from 1e-4 to 0.02 over 1000 steps. Directly from the image x,
 *
 *     noisy(t) = sqrt(left(t)) x + sqrt(1 - left(t)) noise,   left(t) = product over s <= t of (1 - beta(s)). */
class NoiseSchedule
{
public:
  static constexpr std::int64_t kSteps = 1000;

  NoiseSchedule();

  /** images and noise [N, C, D, H, W], timesteps [N] whole numbers 0 .. kSteps - 1. */
  [[nodiscard]] at::Tensor AddNoise(const at::Tensor & images, const at::Tensor & noise,
                                    const at::Tensor & timesteps) const;
  /** The image that this noise leads back to: the other way round. */
  [[nodiscard]] at::Tensor RemoveNoise(const at::Tensor & noisy, const at::Tensor & noise,
                                       const at::Tensor & timesteps) const;

private:
  /** left(t) as [N, 1, 1, 1, 1]. */
  [[nodiscard]] at::Tensor Left(const at::Tensor & timesteps) const;

  at::Tensor m_Left;
};

} // namespace vox

#endif
