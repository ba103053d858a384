// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"

namespace vox
{

int
ExitCode(ErrorKind kind)
{
  return static_cast<int>(kind) + 1;
}

} // namespace vox
