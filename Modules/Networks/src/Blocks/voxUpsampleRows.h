// SPDX-License-Identifier: Apache-2.0
#ifndef voxUpsampleRows_h
#define voxUpsampleRows_h

#include "Blocks/voxPackedColumns.h"
#include "voxZyx.h"

#include <cstdint>
#include <vector>

namespace vox
{

/** Weights of a transposed convolution whose kernel is its stride, one matrix for each place (z, y) in the box:
 * [inputChannels, stride.x * outputChannels]. */
class UpsampleWeights
{
public:
  /** `weight` is [inputChannels][outputChannels][stride z][stride y][stride x] in memory; `bias` [outputChannels] may
   * be null. */
  UpsampleWeights(const float * weight, const float * bias, std::int64_t inputChannels, std::int64_t outputChannels,
                  const Zyx<std::int64_t> & stride);

  /** True where the columns fill their blocks. */
  [[nodiscard]] static bool Takes(std::int64_t outputChannels, const Zyx<std::int64_t> & stride);

  [[nodiscard]] std::int64_t InputChannels() const;
  [[nodiscard]] const Zyx<std::int64_t> & Stride() const;
  /** Of each matrix: stride.x * outputChannels. */
  [[nodiscard]] std::int64_t Columns() const;
  /** Of a place in the box, z first. */
  [[nodiscard]] const PackedColumns & Matrix(std::int64_t place) const;

private:
  std::int64_t m_InputChannels;
  std::int64_t m_Columns;
  Zyx<std::int64_t> m_Stride;
  std::vector<PackedColumns> m_Matrices;
};

/** Each voxel of `input`, [D, H, W, inputChannels] float32, becomes a box of `output`,
 * [D * stride.z, H * stride.y, W * stride.x, outputChannels]: for each input row and each place (z, y) in the box one
 * matrix product whose result is the output row itself. */
void UpsampleRows(const UpsampleWeights & weights, const Zyx<std::int64_t> & size, const float * input, float * output);

} // namespace vox

#endif
