// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainValidation_h
#define voxTrainValidation_h

#include "voxEvaluation.h"
#include "voxModel.h"
#include "voxRunContext.h"
#include "voxTrainPreviousStage.h"

#include <filesystem>
#include <span>
#include <vector>

namespace vox
{

/** Segments and measures these cases. The folder is made and receives label maps, summary.json, and with
 * `probabilities` what WritePrediction writes of them. */
std::vector<CaseMeasures> ValidateFold(const Model & model, std::span<const CaseFiles> cases,
                                       const PreviousStageFiles & previousStage, const std::filesystem::path & folder,
                                       bool probabilities, const EvaluationOptions & evaluation,
                                       const RunContext & context);

} // namespace vox

#endif
