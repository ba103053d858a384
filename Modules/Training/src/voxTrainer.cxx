// SPDX-License-Identifier: Apache-2.0
#include "voxTrainer.h"

#include "voxKeepFreedMemory.h"
#include "voxTrainingLoop.h"

namespace vox
{

TrainingResult
Train(TrainingJob job, const RunContext & context)
{
  const KeepFreedMemory keep;
  return TrainingLoop(std::move(job), context).Run();
}

} // namespace vox
