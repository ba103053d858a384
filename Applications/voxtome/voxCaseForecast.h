// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseForecast_h
#define voxCaseForecast_h

#include "voxPredictJobs.h"

#include <vector>

namespace vox
{

/** Logs how much memory each case will take, one line for cases alike, from the headers of their files. With `overlap`
 * (voxCaseLine.h) the next image and the last result count too. Throws Error(Resource) that begins with the file of a
 * case that does not fit (Predictor::PlanMemory). Says nothing of files that cannot be read: reading will. */
void ForecastCases(const std::vector<PredictJob> & jobs, const Predictor & predictor, bool overlap,
                   const RunContext & context);

} // namespace vox

#endif
