// SPDX-License-Identifier: Apache-2.0
#ifndef voxWinogradTaps_h
#define voxWinogradTaps_h

#include "Blocks/voxWinogradGradient.h"
#include "Blocks/voxWinogradTiles.h"

namespace vox
{

/** Sums over the tiles of an image of the products of a chunk of input channels and one of output channels, at each
 * point: [point z][part][point y][point x][input channel][column]. Parts of the tiles were summed apart. */
struct PointSums
{
  const float * values;
  std::int64_t parts;
  std::int64_t zPoints;
  int tileHeight;
  ChannelChunk inputs;
  ChannelChunk outputs;

  /** Output channels in whole blocks. */
  [[nodiscard]] std::int64_t
  Columns() const
  {
    return (outputs.count + kColumnBlock - 1) / kColumnBlock * kColumnBlock;
  }
  /** Floats of one point along z and one part. */
  [[nodiscard]] std::int64_t
  PlaneCount() const
  {
    return PlanePoints(tileHeight) * inputs.count * Columns();
  }
};

/** Adds the parts, brings the points back to taps and writes these to their places in `weightGradient`,
 * [outputChannels, kernelDepth, 3, 3, inputChannels]. */
void StoreTaps(const WinogradExtent & extent, const PointSums & sums, float * weightGradient);

} // namespace vox

#endif
