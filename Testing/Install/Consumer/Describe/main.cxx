// SPDX-License-Identifier: Apache-2.0
#include "voxReadVolume.h"

#include <cstdio>
#include <exception>

// describe image.nii.gz   prints its size: no operator of LibTorch is called, and its library is not linked
int
main(int argc, char * argv[])
try
{
  const vox::Volume image = vox::ReadImage(argc > 1 ? argv[1] : "");
  const auto & size = image.geometry.size;
  std::printf("%lld x %lld x %lld\n", static_cast<long long>(size.x), static_cast<long long>(size.y),
              static_cast<long long>(size.z));
  return 0;
}
catch (const std::exception & error)
{
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
