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

/** How many samples batch `index` has: the last of a pass over the cases may have fewer. */
[[nodiscard]] std::int64_t SamplesOf(std::size_t cases, const BatchLoaderOptions & options, std::int64_t index);

/** What options.derive makes of the labels of a sample that was made; nothing where it is empty. */
[[nodiscard]] std::vector<at::Tensor> DeriveSample(const BatchLoaderOptions & options, std::int64_t sample,
                                                   const Batch & batch);

/** The tensors [1, ...] of all samples, joined along the first axis. */
[[nodiscard]] std::vector<at::Tensor> JoinDerived(const std::vector<std::vector<at::Tensor>> & samples);

} // namespace vox

#endif
