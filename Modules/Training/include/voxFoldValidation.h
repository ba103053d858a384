// SPDX-License-Identifier: Apache-2.0
#ifndef voxFoldValidation_h
#define voxFoldValidation_h

#include "voxEvaluation.h"
#include "voxModel.h"
#include "voxPredictor.h"
#include "voxRunContext.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** Predicts whole cases by sliding window and measures them against their reference, on the reference's own grid.
 * `read(name)` gives image and reference labels; `write(name, labels)`, if set, receives each prediction. */
[[nodiscard]] std::vector<CaseMeasures>
ValidateCases(Predictor & predictor, const DatasetDescription & description, std::span<const std::string> names,
              const std::function<std::pair<Volume, Volume>(const std::string &)> & read,
              const std::function<void(const std::string &, const Volume &)> & write,
              const EvaluationOptions & evaluation = {}, const RunContext & context = {});

} // namespace vox

#endif
