// SPDX-License-Identifier: Apache-2.0
#ifndef voxDiffusionUNet_h
#define voxDiffusionUNet_h

#include "voxDiffusionUNetOptions.h"
#include "voxNetwork.h"

namespace vox
{

/** The denoiser of a diffusion model: predicts the noise in images from the images, how noisy they are, and a context.
 * Behind it lies the network "DiffusionUNet" of the registry, which alone, without timesteps, segments too. Cheap to
 * copy; copies share the weights.
 *
 * At first the prediction is exactly 0, as the last convolution begins at zero. */
class DiffusionUNet
{
public:
  /** Throws Error(BadModel) for options that do not fit. */
  explicit DiffusionUNet(const DiffusionUNetOptions & options, std::uint64_t seed = 0);
  /** With the weights of this network. Throws Error(BadModel) if it is none of this kind. */
  explicit DiffusionUNet(const Network & network);

  /** The noise [N, K, D, H, W] in `noisy` [N, C, D, H, W], 2D networks with D = 1. `timesteps` [N], any numbers, say
   * where in the schedule each sample lies. `context` [N, T, context channels] is what cross attention looks at;
   * undefined, that layer is passed over. Throws Error(BadInput) for other shapes, or a context where the network has
   * no use for one. */
  [[nodiscard]] at::Tensor Predict(const at::Tensor & noisy, const at::Tensor & timesteps,
                                   const at::Tensor & context = {});

  /** As of Network. */
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> Parameters() const;
  /** The same weights as a network of the registry, to load, save, train and move them. */
  [[nodiscard]] Network & AsNetwork();

private:
  DiffusionUNetOptions m_Options;
  Network m_Network;
};

} // namespace vox

#endif
