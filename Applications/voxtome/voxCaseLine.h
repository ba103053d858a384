// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseLine_h
#define voxCaseLine_h

#include "voxCaseFailures.h"
#include "voxPredictJobs.h"

#include <vector>

namespace vox
{

/** What came of some cases, in their order. */
struct PredictedCases
{
  std::vector<PredictedCase> predicted;
  CaseFailures failures;
};

/** Segments cases one after the other. With `overlap`, the next case is read and the last one written meanwhile, so
 * that two images and two predictions are held at the most instead of one; the files are the same. Reading and writing
 * have a thread each that calls no operator of LibTorch, so all of LibTorch's threads stay with the network. Of several
 * cases, one whose files cannot be used is a warning and does not stop the others; any other error ends the line, after
 * what is being written is whole. */
[[nodiscard]] PredictedCases PredictInLine(const std::vector<PredictJob> & jobs, Predictor & predictor,
                                           const DatasetDescription & description, bool overlap,
                                           const RunContext & context);

} // namespace vox

#endif
