// SPDX-License-Identifier: Apache-2.0
#ifndef voxInvertMaps_h
#define voxInvertMaps_h

#include "voxPreprocess.h"

namespace vox
{

/** A map of numbers [1, D, H, W] on the network's grid, resampled to the original spacing as logits are
 * (record.probabilities) and put into the original grid: float32 [1, D, H, W] with record.original, 0 outside the crop.
 * Throws Error(Internal) for a tensor that does not fit record.resampled or is not floating-point. */
[[nodiscard]] Volume InvertMap(const at::Tensor & map, const PreprocessRecord & record,
                               const RunContext & context = {});

} // namespace vox

#endif
