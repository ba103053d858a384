// SPDX-License-Identifier: Apache-2.0
// Apart from what makes surfaces: who checks options needs no VTK.
#include "voxExtractSurfaces.h"

#include "voxError.h"

namespace vox
{

void
Validate(const SurfaceOptions & options)
{
  if (!(options.smoothing >= 0.0 && options.smoothing <= 1.0))
  {
    Fail(ErrorKind::Usage, "smoothing: found {}, expected 0 to 1", options.smoothing);
  }
  if (!(options.reduction >= 0.0 && options.reduction < 1.0))
  {
    Fail(ErrorKind::Usage, "reduction: found {}, expected 0 to below 1", options.reduction);
  }
}

} // namespace vox
