// SPDX-License-Identifier: Apache-2.0
#ifndef voxFoldValidation_h
#define voxFoldValidation_h

#include "voxEvaluation.h"
#include "voxModel.h"
#include "voxPredictor.h"
#include "voxRunContext.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** What is read of a case to validate a model on it, all on one grid. */
struct ValidationCase
{
  Volume image;
  Volume reference;
  std::optional<Volume> previousStage; ///< labels of the stage before, for a model that NeedsPreviousStage
};

/** Predicts whole cases by sliding window and measures them against their reference, on the reference's own grid.
 * `write(name, prediction)`, if set, receives each prediction. */
[[nodiscard]] std::vector<CaseMeasures>
ValidateCases(Predictor & predictor, const DatasetDescription & description, std::span<const std::string> names,
              const std::function<ValidationCase(const std::string &)> & read,
              const std::function<void(const std::string &, const Prediction &)> & write,
              const EvaluationOptions & evaluation = {}, const RunContext & context = {});

} // namespace vox

#endif
