// SPDX-License-Identifier: Apache-2.0
#ifndef voxEvaluateRequest_h
#define voxEvaluateRequest_h

#include "voxEvaluateStep.h"
#include "voxSession.h"

#include <string>
#include <vector>

namespace vox
{

/** What `voxtome evaluate` is asked for. Empty names: not asked for. */
struct EvaluateRequest
{
  std::string reference;
  std::string prediction;
  std::string compare;              ///< another prediction of the same cases
  std::string probabilities;        ///< of the prediction: file or folder
  std::string compareProbabilities; ///< of the one compared
  std::string dataset;              ///< dataset.json
  std::vector<std::string> labels;
  MatchBy match = MatchBy::Auto;
  WithoutPrediction withoutPrediction = WithoutPrediction::Refuse;
  EvaluationOptions options;
  std::string output;
  std::string csv;
  std::string confusion;
};

/** Measures, writes the files that are asked for, and shows the tables. Whether files can be written is tried first. */
void Evaluate(const EvaluateRequest & request, Session & session);

} // namespace vox

#endif
