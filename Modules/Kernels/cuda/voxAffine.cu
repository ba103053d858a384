// SPDX-License-Identifier: Apache-2.0
#include "voxLaunch.cuh"
#include "voxLaunches.h"

namespace vox::kernels::cuda
{

int
Affine3(const AffinePoint<3> & arguments, void * stream)
{
  return Launch(arguments, stream);
}

int
Affine2(const AffinePoint<2> & arguments, void * stream)
{
  return Launch(arguments, stream);
}

} // namespace vox::kernels::cuda
