// SPDX-License-Identifier: Apache-2.0
#ifndef voxHeadRow_h
#define voxHeadRow_h

#include "voxLogitsRing.h"

#include <vector>

namespace vox::kernels
{

/** The last layer of a network on one row of voxels after another, with memory of its own. */
class HeadRow
{
public:
  HeadRow(const HeadView & head, const FeatureView & features);

  /** Reads the row (z, y) of the window as the image lies, that is with mirroring undone. */
  void Load(std::int64_t z, std::int64_t y);
  /** The logits [W] of one class in the loaded row; valid until the next call. */
  [[nodiscard]] const float * Logits(std::int64_t classIndex);

private:
  HeadView m_Head;
  FeatureView m_Features;
  std::int64_t m_Stride;           ///< from one channel to the next, a multiple of a cache line
  std::vector<float> m_Transposed; ///< [C, W]
  std::vector<float> m_Logits;     ///< [W]
};

} // namespace vox::kernels

#endif
