// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiLayers_h
#define voxMonaiLayers_h

#include <array>
#include <string_view>
#include <utility>

namespace vox
{

/** The norm behind a convolution of MONAI's networks. */
enum class MonaiNorm
{
  Instance,       ///< without scale and shift
  AffineInstance, ///< with them
  Batch
};

[[nodiscard]] constexpr std::array<std::pair<MonaiNorm, std::string_view>, 3>
EnumNames(MonaiNorm)
{
  return {
      {{MonaiNorm::Instance, "instance"}, {MonaiNorm::AffineInstance, "instance_affine"}, {MonaiNorm::Batch, "batch"}}};
}

/** What follows the norm. */
enum class MonaiActivation
{
  PRelu, ///< leaky ReLU with one trained slope for all channels
  Relu
};

[[nodiscard]] constexpr std::array<std::pair<MonaiActivation, std::string_view>, 2>
EnumNames(MonaiActivation)
{
  return {{{MonaiActivation::PRelu, "prelu"}, {MonaiActivation::Relu, "relu"}}};
}

/** How features are brought to twice the size. */
enum class MonaiUpsampling
{
  Transposed, ///< transposed convolution, kernel and stride 2 ("deconv")
  Linear      ///< 1x1x1 convolution where channels change, then linear interpolation ("nontrainable")
};

[[nodiscard]] constexpr std::array<std::pair<MonaiUpsampling, std::string_view>, 2>
EnumNames(MonaiUpsampling)
{
  return {{{MonaiUpsampling::Transposed, "deconv"}, {MonaiUpsampling::Linear, "nontrainable"}}};
}

} // namespace vox

#endif
