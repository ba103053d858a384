// SPDX-License-Identifier: Apache-2.0
#ifndef voxTrainLiveTable_h
#define voxTrainLiveTable_h

#include "voxTerminal.h"
#include "voxTrainStep.h"

namespace vox
{

/** Shows the epochs of a run as a table of the terminal while it exists, those before a resume too; what it shows last
 * stays. */
class LiveTable
{
public:
  /** The run tells its epochs to the table; what `run.afterEpoch` did before is done first. Both must outlive this
   * object, or the run must have been given away to a training that ends before. */
  LiveTable(TrainingRun & run, Terminal & terminal);
  ~LiveTable();
  LiveTable(const LiveTable &) = delete;
  LiveTable & operator=(const LiveTable &) = delete;

private:
  Terminal & m_Terminal;
};

} // namespace vox

#endif
