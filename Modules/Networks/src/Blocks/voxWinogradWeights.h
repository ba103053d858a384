// SPDX-License-Identifier: Apache-2.0
#ifndef voxWinogradWeights_h
#define voxWinogradWeights_h

#include "Blocks/voxAlignedFloats.h"
#include "voxZyx.h"

#include <cstdint>

namespace vox
{

/** Output rows of a tile, 2 or 4: taller tiles need a quarter fewer products but half as many more weights, and are for
 * images of many voxels whose last tiles they do not fill with too much that is thrown away. */
[[nodiscard]] int WinogradTileHeight(const Zyx<std::int64_t> & imageSize);

/** How weights lie in memory. */
enum class WeightOrder
{
  Forward, ///< [outputChannels, kernelDepth, 3, 3, inputChannels]
  /** Those of a convolution whose input's gradient is computed, [inputChannels, kernelDepth, 3, 3, outputChannels]:
   * they are turned round. */
  Gradient
};

/** Weights of a convolution of kernel 3x3x3, or 1x3x3, in the form that WinogradConvolution multiplies: 96 numbers
 * instead of 27, or 24 instead of 9, for tiles of two rows; 144 or 36 for tiles of four. */
class WinogradWeights
{
public:
  /** kernelDepth is 1 or 3. */
  WinogradWeights(const float * weight, std::int64_t outputChannels, std::int64_t inputChannels,
                  std::int64_t kernelDepth, int tileHeight, WeightOrder order = WeightOrder::Forward);

  [[nodiscard]] std::int64_t InputChannels() const;
  [[nodiscard]] std::int64_t OutputChannels() const;
  [[nodiscard]] std::int64_t KernelDepth() const;
  [[nodiscard]] int TileHeight() const;
  /** Points along z. */
  [[nodiscard]] std::int64_t ZPoints() const;
  /** Blocks of kColumnBlock output channels; those beyond OutputChannels have weights of zero. */
  [[nodiscard]] std::int64_t ColumnBlocks() const;

  /** Input channels are taken in chunks of so many at the most. */
  static constexpr std::int64_t chunkChannels = 64;

  /** For input channels [chunk, chunk + chunkChannels), a point along z and a block of columns:
   * [point along y][point along x][channels of the chunk][kColumnBlock]. */
  [[nodiscard]] const float * Block(std::int64_t chunk, std::int64_t zPoint, std::int64_t columnBlock) const;

private:
  /** Where Block begins among the values. */
  [[nodiscard]] std::int64_t BlockOffset(std::int64_t chunk, std::int64_t zPoint, std::int64_t columnBlock) const;
  [[nodiscard]] std::int64_t ChunkSize(std::int64_t chunk) const;

  std::int64_t m_OutputChannels;
  std::int64_t m_InputChannels;
  std::int64_t m_KernelDepth;
  int m_TileHeight;
  AlignedFloats m_Values;
};

/** Floats of WinogradWeights. */
[[nodiscard]] std::int64_t WinogradWeightCount(std::int64_t outputChannels, std::int64_t inputChannels,
                                               std::int64_t kernelDepth, int tileHeight);

} // namespace vox

#endif
