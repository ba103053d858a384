// SPDX-License-Identifier: Apache-2.0
#ifndef voxPredictionEntropy_h
#define voxPredictionEntropy_h

#include "voxVolume.h"

#include <string>

namespace vox
{

/** How uncertain a prediction is: of each voxel the entropy (Shannon 1948, DOI 10.1002/j.1538-7305.1948.tb01338.x) of
 * its class probabilities [K, D, H, W] as a part of the largest one there is, log K: 0 where one class is certain, 1
 * where all are equally probable. float32 [1, D, H, W] on the same grid. It tells nothing about how well the
 * probabilities are calibrated. Throws Error(BadInput), which begins with `name`, for fewer than two channels, and for
 * voxels whose channels are below 0 or sum to something else than 1 by more than 0.01: logits, regions that may
 * overlap. */
[[nodiscard]] Volume PredictionEntropy(const Volume & probabilities, const std::string & name);

} // namespace vox

#endif
