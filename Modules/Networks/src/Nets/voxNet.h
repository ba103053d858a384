// SPDX-License-Identifier: Apache-2.0
#ifndef voxNet_h
#define voxNet_h

#include "Blocks/voxConvolution.h"
#include "Nets/voxWeightDraw.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vox
{

/** A network of the registry: torch's module behind Network. Images are [N, C, D, H, W], in two dimensions [N, C, H,
 * W]; whoever calls has checked them against the sizes of its registry entry. */
class Net : public torch::nn::Module
{
public:
  /** Logits, the one that predicts first; with deep supervision those of the coarser or earlier heads behind it, where
   * the network has such heads. */
  virtual std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) = 0;

  /** A network that ends with a 1x1x1 convolution gives what that layer sees, and the layer, so that the logits need
   * not exist for all classes at once. Others give their logits, and null. */
  virtual at::Tensor Features(const at::Tensor & images);
  [[nodiscard]] virtual const Convolution * LastLayer() const;

  /** How InitializeWeights draws this parameter, of a layer of this fan in (0: a norm, or none of a layer's): as
   * torch's layers do, unless the network says otherwise. */
  [[nodiscard]] virtual WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const;

  /** The last maps that gates laid over the skips, as images [N, 1, (D,) H, W] in [0, 1] with a name each; none for
   * networks without gates. */
  [[nodiscard]] virtual std::vector<std::pair<std::string, at::Tensor>> AttentionMaps() const;
};

/** Draws all parameters. Each tensor has its own stream of random numbers, named by its place in the list, so that the
 * weights are a pure function of (seed, shape of the network). Buffers keep the values they were made with. */
void InitializeWeights(Net & network, std::uint64_t seed);

} // namespace vox

#endif
