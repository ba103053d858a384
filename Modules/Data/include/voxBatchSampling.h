// SPDX-License-Identifier: Apache-2.0
#ifndef voxBatchSampling_h
#define voxBatchSampling_h

#include "voxOptions.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace vox
{

/** Which cases a batch shows. */
enum class BatchSampling
{
  WithReplacement, ///< each sample a case drawn anew: an epoch is a number of batches
  EveryCaseOnce    ///< epochs in which each case comes once, shuffled anew each time; the last batch may be smaller
};
[[nodiscard]] std::span<const EnumName<BatchSampling>> EnumNames(BatchSampling);

/** Batches of an epoch in which each case comes once. */
[[nodiscard]] std::int64_t BatchesPerPass(std::size_t cases, std::int64_t batchSize);

} // namespace vox

#endif
