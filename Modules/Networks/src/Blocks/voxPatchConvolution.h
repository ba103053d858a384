// SPDX-License-Identifier: Apache-2.0
#ifndef voxPatchConvolution_h
#define voxPatchConvolution_h

#include "Blocks/voxAlignedFloats.h"
#include "voxZyx.h"

#include <cstdint>

namespace vox
{

/** Weights of a convolution as one matrix: [taps in z, y, x order times input channels, outputChannels], in blocks of
 * kColumnBlock columns. */
class PatchWeights
{
public:
  /** `weight` is [outputChannels, kernel z, y, x, inputChannels] in memory; `bias` [outputChannels] may be null. */
  PatchWeights(const float * weight, const float * bias, std::int64_t outputChannels, std::int64_t inputChannels,
               const Zyx<std::int64_t> & kernelSize);

  [[nodiscard]] std::int64_t InputChannels() const;
  [[nodiscard]] std::int64_t OutputChannels() const;
  [[nodiscard]] const Zyx<std::int64_t> & KernelSize() const;
  /** Taps times input channels. */
  [[nodiscard]] std::int64_t Depth() const;
  [[nodiscard]] std::int64_t ColumnBlocks() const;
  /** [Depth()][kColumnBlock] of a block of columns. */
  [[nodiscard]] const float * Block(std::int64_t block) const;
  /** The bias of each column, zero beyond OutputChannels. */
  [[nodiscard]] const float * Bias() const;

private:
  std::int64_t m_OutputChannels;
  std::int64_t m_InputChannels;
  Zyx<std::int64_t> m_KernelSize;
  AlignedFloats m_Values;
  AlignedFloats m_Bias;
};

/** Convolution of any stride and number of channels, with zeros of (kernel - 1) / 2 voxels around the image: what each
 * output voxel sees is laid side by side, some voxels of a row at a time, and multiplied by the matrix of weights.
 * `input` is [D, H, W, InputChannels], `output` [ceil(D / stride), ..., OutputChannels]. `rowMoments` as for
 * WinogradConvolution. Several threads; the result is that of any number of them. */
void PatchConvolution(const PatchWeights & weights, const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & stride,
                      const float * input, float * output, float * rowMoments);

} // namespace vox

#endif
