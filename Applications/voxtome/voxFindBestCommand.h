// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindBestCommand_h
#define voxFindBestCommand_h

#include "voxSession.h"

#include <string>
#include <vector>

namespace vox
{

/** What `voxtome find-best` was asked for. */
struct FindBestRequest
{
  std::vector<std::string> runs;
  std::string reference; ///< folder of label maps; empty: those of the data set that the runs recorded
  std::string dataset;   ///< dataset.json; empty: that of the first run
  std::string output;
  bool ensembles = true;
  bool onlyPredicted = false; ///< leave out references that no run predicts
};

template <typename TVisitor>
void
VisitFields(FindBestRequest & o, TVisitor && visit)
{
  visit("runs", o.runs, "run folders and nnU-Net results folders");
  visit("reference", o.reference, "folder of reference label maps");
  visit("dataset", o.dataset, "dataset.json that names the structures");
  visit("output", o.output, "folder");
  visit("ensembles", o.ensembles, "consider pairs of configurations too");
  visit("only_predicted", o.onlyPredicted, "leave out references that no run predicts");
}

/** Chooses, writes and shows the choice. */
void Run(const FindBestRequest & request, Session & session);

} // namespace vox

#endif
