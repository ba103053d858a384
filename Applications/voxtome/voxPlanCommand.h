// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlanCommand_h
#define voxPlanCommand_h

#include "voxPlanner.h"
#include "voxSession.h"

#include <string>

namespace vox
{

/** What `voxtome plan` was asked for. */
struct PlanCommand
{
  std::string dataset;
  std::string fingerprint; ///< dataset_fingerprint.json
  std::string datasetJson; ///< dataset.json, with the fingerprint
  std::string output;      ///< folder
  PlannerOptions options;
};

/** Plans and writes. Of the data set and the fingerprint one is given. */
void Run(const PlanCommand & command, Session & session);

} // namespace vox

#endif
