// SPDX-License-Identifier: Apache-2.0
#ifndef voxFeaturePool_h
#define voxFeaturePool_h

#include <ATen/core/Tensor.h>

#include <memory>

namespace vox
{

/** Memory for the features of one network after another: what no tensor holds any more is given out again, in parts
 * where that helps. Fresh memory costs more than all norms of a network, because the system clears each page at its
 * first use. Tensors may outlive the pool. Not for several threads at once. */
class FeaturePool
{
public:
  FeaturePool();

  /** An uninitialized tensor in channels-last order on the CPU, for N, C and 2 or 3 spatial sizes. */
  [[nodiscard]] at::Tensor Take(at::IntArrayRef sizes, at::ScalarType type);
  /** Gives back to the system what no tensor holds. */
  void Release();

private:
  struct Chunks;
  std::shared_ptr<Chunks> m_Chunks;
};

} // namespace vox

#endif
