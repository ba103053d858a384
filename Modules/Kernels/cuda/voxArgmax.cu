// SPDX-License-Identifier: Apache-2.0
#include "voxLaunch.cuh"
#include "voxLaunches.h"

namespace vox::kernels::cuda
{

int
Argmax(const ArgmaxPoint & arguments, void * stream)
{
  return Launch(arguments, stream);
}

} // namespace vox::kernels::cuda
