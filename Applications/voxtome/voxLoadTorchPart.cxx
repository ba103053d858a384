// SPDX-License-Identifier: Apache-2.0
#include "voxLoadTorchPart.h"

#include "voxLoadPart.h"
#include "voxProcessor.h"

#include <cstdlib>

namespace vox
{

const TorchPart &
LoadTorchPart()
{
  // Read by OpenMP when it is loaded; a choice of the user is left alone.
  ::setenv("OMP_WAIT_POLICY", "passive", 0);
  return LoadPart<TorchPart>("libvoxtome-torch.so", kTorchPartSymbol, "LibTorch");
}

const TorchPart &
LoadTorchPart(const Session & session)
{
  const TorchPart & part = LoadTorchPart();
  WarnOfSlowProcessor(HasAvx2(), session.context);
  part.setThreads(session.context.ThreadCount());
  return part;
}

} // namespace vox
