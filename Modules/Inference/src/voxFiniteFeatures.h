// SPDX-License-Identifier: Apache-2.0
#ifndef voxFiniteFeatures_h
#define voxFiniteFeatures_h

#include "voxStreamLogits.h"

namespace vox
{

/** Features of windows without NaN and infinity. */
class FiniteFeatures
{
public:
  explicit FiniteFeatures(int threads) : m_Threads(threads) {}

  /** What the network makes of a window, [D, H, W, C] of this size, dense, float32 or bfloat16; by preciseFeatures
   * where it is not finite. Throws Error(BadModel) that names the window where that does not help, and Error(Internal)
   * for features of another shape. */
  [[nodiscard]] at::Tensor Compute(const FeatureNetwork & network, const at::Tensor & window,
                                   const Zyx<std::int64_t> & size, const Zyx<std::int64_t> & origin);

  /** Warns where windows were computed again. */
  void LogRepeated(const RunContext & context) const;

private:
  int m_Threads;
  std::int64_t m_Computed = 0;
  std::int64_t m_Repeated = 0;
};

} // namespace vox

#endif
