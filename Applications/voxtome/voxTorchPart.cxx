// SPDX-License-Identifier: Apache-2.0
#include "voxTorchPart.h"

#include "voxCasePictures.h"
#include "voxConvertModelCommand.h"
#include "voxDemoCommand.h"
#include "voxEnsembleCommand.h"
#include "voxFindBestCommand.h"
#include "voxPlanCommand.h"
#include "voxPredictStep.h"
#include "voxPreprocessCommand.h"
#include "voxRenderCommand.h"
#include "voxTorchFacts.h"
#include "voxTrainCommand.h"

#include <ATen/Parallel.h>

extern "C" __attribute__((visibility("default"))) const vox::TorchPart *
voxtomeTorchPart()
{
  using namespace vox;
  static constexpr TorchPart part{.version = VOX_VERSION,
                                  .setThreads = &at::set_num_threads,
                                  .predict = &Run,
                                  .ensemble = &Run,
                                  .plan = &Run,
                                  .preprocess = &Run,
                                  .train = &Run,
                                  .findBest = &Run,
                                  .demo = &Run,
                                  .torchFacts = &TorchFacts,
                                  .checkConvolution = &CheckConvolution,
                                  .render = &Run,
                                  .drawCase = &DrawCase,
                                  .convertModel = &ConvertModel,
                                  .inspectSafetensors = &InspectSafetensors,
                                  .inspectPlan = &InspectPlan,
                                  .inspectModel = &InspectModel,
                                  .inspectRegistry = &InspectRegistry,
                                  .trainConfigReference = &TrainConfigReference};
  return &part;
}
