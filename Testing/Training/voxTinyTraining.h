// SPDX-License-Identifier: Apache-2.0
#ifndef voxTinyTraining_h
#define voxTinyTraining_h

#include "voxTrainer.h"
#include "voxUNetOptions.h"

#include <filesystem>

namespace vox::testing
{

/** Two stages of 4 and 8 features, one channel, two classes. */
[[nodiscard]] UNetOptions TinyNetworkOptions();

/** A job on four generated cases of 12 x 14 x 13 voxels, each with one bright ball as the only structure: learnable in
 * a few iterations. Patch 8 x 8 x 8, batch 2. */
[[nodiscard]] TrainingJob TinyJob(const std::filesystem::path & runFolder);

/** Trains until `iterations` are done in this call, then cancels, as Ctrl-C does. */
void TrainAndStopAfter(TrainingJob job, int iterations);

void ExpectSameWeights(const TrainingResult & a, const TrainingResult & b);

} // namespace vox::testing

#endif
