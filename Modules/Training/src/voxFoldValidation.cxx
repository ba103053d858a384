// SPDX-License-Identifier: Apache-2.0
#include "voxFoldValidation.h"

namespace vox
{

std::vector<CaseMeasures>
ValidateCases(Predictor & predictor, const DatasetDescription & description, std::span<const std::string> names,
              const std::function<ValidationCase(const std::string &)> & read,
              const std::function<void(const std::string &, const Prediction &)> & write,
              const EvaluationOptions & evaluation, const RunContext & context)
{
  const std::vector<LabelEntry> structures = description.Foreground();
  // The windows of one case are quick; the cases are the progress worth showing.
  RunContext inner = context;
  inner.onProgress = nullptr;
  std::vector<CaseMeasures> measures;
  for (std::size_t i = 0; i < names.size(); ++i)
  {
    context.ThrowIfCancelled();
    const ValidationCase validated = read(names[i]);
    const Prediction prediction = validated.previousStage
                                      ? predictor.Predict(validated.image, *validated.previousStage, inner)
                                      : predictor.Predict(validated.image, inner);
    if (write)
    {
      write(names[i], prediction);
    }
    measures.push_back(
        EvaluateCase(validated.reference, prediction.labels, structures, evaluation, description.ignoreLabel, inner));
    measures.back().referenceFile = names[i];
    measures.back().predictionFile = names[i];
    context.Report(static_cast<double>(i + 1) / static_cast<double>(names.size()), "validating " + names[i]);
  }
  return measures;
}

} // namespace vox
