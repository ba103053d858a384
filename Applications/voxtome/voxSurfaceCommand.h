// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurfaceCommand_h
#define voxSurfaceCommand_h

#include "voxMakeSurfaces.h"
#include "voxSession.h"
#include "voxWriteSurfaces.h"

#include <string>

namespace vox
{

/** What `voxtome surface` was asked for. */
struct SurfaceCommand
{
  SurfaceRequest request;
  std::string output;          ///< file, or folder for a file of each structure
  std::string format = ".stl"; ///< of the files in a folder
  std::string table;           ///< .csv with the measures of the surfaces; may be empty
  SurfaceSpace space = SurfaceSpace::Lps;
};

/** Makes the surfaces and writes them. */
void Run(const SurfaceCommand & command, Session & session);

} // namespace vox

#endif
