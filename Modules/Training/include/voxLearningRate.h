// SPDX-License-Identifier: Apache-2.0
#ifndef voxLearningRate_h
#define voxLearningRate_h

#include "voxTrainOptions.h"

#include <cstdint>

namespace vox
{

/** Learning rate of an iteration (counted from 0 over the whole training).
 *
 * Poly, by epoch e of E: lr (1 - e/E)^power, nnU-Net's PolyLRScheduler. Cosine, by iteration i of I after the warm-up:
 * lr (1 + cos(pi i/I)) / 2 (Loshchilov and Hutter 2017, arXiv 1608.03983, without restarts). During the warm-up the
 * rate rises linearly, and its last iteration has the full rate. */
[[nodiscard]] double LearningRate(const TrainOptions & options, std::int64_t iteration);

} // namespace vox

#endif
