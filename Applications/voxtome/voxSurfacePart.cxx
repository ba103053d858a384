// SPDX-License-Identifier: Apache-2.0
#include "voxSurfacePart.h"

#include "voxSurfaceCommand.h"

extern "C" __attribute__((visibility("default"))) const vox::SurfacePart *
voxtomeSurfacePart()
{
  static constexpr vox::SurfacePart part{.version = VOX_VERSION, .surface = &vox::Run};
  return &part;
}
