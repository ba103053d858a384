// SPDX-License-Identifier: Apache-2.0
#ifndef voxBatchSample_h
#define voxBatchSample_h

#include "voxBatchLoader.h"

namespace vox
{

/** Draws a case and a patch of `loadSize` for one sample of batch `index`, augments it for training, and writes it into
 * its part of `batch`, whose tensors must have their final sizes. A pure function of (options.seed, index, sample). */
void MakeSample(const std::vector<TrainingCase> & cases, const BatchLoaderOptions & options,
                const Zyx<std::int64_t> & loadSize, std::int64_t index, std::int64_t sample, Batch & batch);

} // namespace vox

#endif
