// SPDX-License-Identifier: Apache-2.0
#ifndef voxWeightDraw_h
#define voxWeightDraw_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>

namespace vox
{

/** How the numbers of one tensor of weights are drawn. */
struct WeightDraw
{
  enum class Kind
  {
    Constant,       ///< `value`
    Uniform,        ///< between -value and value
    Normal,         ///< of standard deviation `value`
    TruncatedNormal ///< the same within two deviations
  };
  Kind kind = Kind::Constant;
  double value = 0.0;
};

/** As torch's layers draw: weights of convolutions and linear layers, and their biases, uniform up to 1 / sqrt(fan in)
 * (Kaiming uniform with a = sqrt(5)), scales of norms 1, their shifts 0. `fanIn` is that of the layer, of which torch
 * counts elements / shape[0] of the weight, for transposed convolutions too; 0 for a norm. */
[[nodiscard]] WeightDraw DrawAsTorch(std::string_view name, std::int64_t fanIn);

/** Kaiming normal for a leaky ReLU of this slope (He et al. 2015, DOI 10.1109/ICCV.2015.123). */
[[nodiscard]] WeightDraw DrawKaimingNormal(std::int64_t fanIn, double negativeSlope);

/** As vision transformers are drawn: weights and position tables normal of deviation 0.02 within two deviations, biases
 * and shifts of norms 0, their scales 1. */
[[nodiscard]] WeightDraw DrawTransformer(std::string_view name, const at::Tensor & weight);

/** The numbers of tensor `index` of the network's list: a function of (seed, index, shape). */
void FillWeight(const at::Tensor & weight, const WeightDraw & draw, std::uint64_t seed, std::uint64_t index);

} // namespace vox

#endif
