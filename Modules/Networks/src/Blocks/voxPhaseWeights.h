// SPDX-License-Identifier: Apache-2.0
#ifndef voxPhaseWeights_h
#define voxPhaseWeights_h

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** Stride and padding of a transposed convolution, an entry for each axis. */
struct TransposedSteps
{
  std::vector<std::int64_t> stride;
  std::vector<std::int64_t> padding;
};

/** A transposed convolution whose output is `stride` times as large as its input gives each place within a stride (a
 * phase) a convolution of its own: output voxel stride * i + phase is a sum over input voxels i - 1, i and i + 1, if
 * the kernel reaches no further. True if so for a kernel of these sizes; axes of one voxel and stride stay as they are.
 */
[[nodiscard]] bool HasPhaseWeights(at::IntArrayRef kernel, const TransposedSteps & steps);

/** The weights [in, out, kernel...] of the transposed convolution as those of a convolution of kernel 3 (1 along axes
 * of one voxel), [phases * out, in, 3...] in channels-last order, phases in the order of the axes; zero where the
 * kernel does not reach. With gradients. */
[[nodiscard]] at::Tensor PhaseWeights(const at::Tensor & weight, const TransposedSteps & steps);

/** Features [N, phases * C, D, H, W] as [N, C, stride * D, ...], both in channels-last order: each phase to its places.
 * With gradients. */
[[nodiscard]] at::Tensor PhasesInPlace(const at::Tensor & features, const TransposedSteps & steps);

} // namespace vox

#endif
