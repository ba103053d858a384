// SPDX-License-Identifier: Apache-2.0
#ifndef voxEnsembleCommand_h
#define voxEnsembleCommand_h

#include "voxSession.h"

#include <string>
#include <vector>

namespace vox
{

/** What `voxtome ensemble` was asked for. */
struct EnsembleCommand
{
  std::vector<std::string> inputs; ///< folders of probabilities
  std::string output;              ///< folder
  std::string dataset;             ///< dataset.json
  bool saveProbabilities = false;
};

/** Reads, averages and writes. */
void Run(const EnsembleCommand & command, Session & session);

} // namespace vox

#endif
