// SPDX-License-Identifier: Apache-2.0
#ifndef voxPatchWeights_h
#define voxPatchWeights_h

#include "Blocks/voxPackedColumns.h"
#include "voxZyx.h"

#include <cstdint>

namespace vox
{

/** Weights of a convolution as one matrix: [taps in z, y, x order times input channels, outputChannels]. */
class PatchWeights
{
public:
  /** `weight` is [outputChannels, kernel z, y, x, inputChannels] in memory; `bias` [outputChannels] may be null. */
  PatchWeights(const float * weight, const float * bias, std::int64_t outputChannels, std::int64_t inputChannels,
               const Zyx<std::int64_t> & kernelSize);

  [[nodiscard]] std::int64_t InputChannels() const;
  [[nodiscard]] std::int64_t OutputChannels() const;
  [[nodiscard]] const Zyx<std::int64_t> & KernelSize() const;
  [[nodiscard]] const PackedColumns & Matrix() const;

private:
  std::int64_t m_OutputChannels;
  std::int64_t m_InputChannels;
  Zyx<std::int64_t> m_KernelSize;
  PackedColumns m_Matrix;
};

} // namespace vox

#endif
