// SPDX-License-Identifier: Apache-2.0
#ifndef voxDrawSurfaces_h
#define voxDrawSurfaces_h

#include "voxJson.h"
#include "voxMakeSurfaces.h"
#include "voxRunContext.h"
#include "voxSurfacePicture.h"

#include <string>

namespace vox
{

/** What `voxtome render` draws of surfaces. */
struct DrawSurfacesCommand
{
  SurfaceRequest request;
  std::string output;     ///< .png
  bool turntable = false; ///< an animated PNG instead of six sides
  bool distance = false;  ///< colors by the distance to the reference
  SurfacePictureOptions options;
};

/** Makes surfaces, draws them and writes the picture. The result is what a terminal tells of it: its path, and its size
 * in pixels or its number of frames. Throws Error(Resource) where there is no display and none can be started. */
Json WriteSurfacePicture(const DrawSurfacesCommand & command, const RunContext & context);

} // namespace vox

#endif
