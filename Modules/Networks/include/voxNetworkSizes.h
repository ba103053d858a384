// SPDX-License-Identifier: Apache-2.0
#ifndef voxNetworkSizes_h
#define voxNetworkSizes_h

#include "voxZyx.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vox
{

/** The image sizes along one axis that a network takes: remainder, remainder + multiple, ..., from smallest to largest.
 */
struct AxisSizes
{
  std::int64_t multiple = 1;
  std::int64_t remainder = 0;
  std::int64_t smallest = 1;
  std::int64_t largest = 0; ///< 0: no bound; equal to the smallest: this size alone

  [[nodiscard]] bool Takes(std::int64_t size) const;
  /** The nearest sizes below and above, those that exist. */
  [[nodiscard]] std::vector<std::int64_t> Nearest(std::int64_t size) const;
  /** "multiples of 16", "12 more than multiples of 16, from 188", "96". */
  [[nodiscard]] std::string Text() const;
};

/** What images a network takes, and of what size its outputs then are. In two dimensions z is not looked at. */
struct NetworkSizes
{
  Zyx<AxisSizes> axes;
  Zyx<std::int64_t> margin{0, 0, 0}; ///< voxels by which outputs are smaller on each side: convolutions without padding
  /** By what the grid of each output is coarser than that of the first one, with deep supervision. */
  std::vector<Zyx<std::int64_t>> outputStrides{{1, 1, 1}};
};

} // namespace vox

#endif
