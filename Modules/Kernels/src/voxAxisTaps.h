// SPDX-License-Identifier: Apache-2.0
#ifndef voxAxisTaps_h
#define voxAxisTaps_h

#include <array>
#include <cstdint>
#include <vector>

namespace vox::kernels
{

/** Two input samples and their weights for each output sample of one axis; the sum of the weights is 1. */
struct LinearTaps
{
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> high; ///< low + 1, or low where its weight is 0
  std::vector<double> lowWeight;
  std::vector<double> highWeight;
};

/** Order 0 (one tap of weight 1) or 1. */
[[nodiscard]] LinearTaps MakeLinearTaps(std::int64_t inputSize, std::int64_t outputSize, int order);

/** Four neighboring B-spline coefficients and their weights for each output sample of one axis. */
struct CubicTaps
{
  std::vector<std::int64_t> first; ///< from -2 to inputSize - 2; coefficients exist from -2 to inputSize + 1
  std::vector<std::array<double, 4>> weights;
};

[[nodiscard]] CubicTaps MakeCubicTaps(std::int64_t inputSize, std::int64_t outputSize);

} // namespace vox::kernels

#endif
