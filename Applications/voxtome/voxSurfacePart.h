// SPDX-License-Identifier: Apache-2.0
#ifndef voxSurfacePart_h
#define voxSurfacePart_h

#include "voxSession.h"

#include <string_view>

namespace vox
{

struct SurfaceCommand;

/** What of the program makes surfaces with VTK, in a library of its own as TorchPart: no other verb needs VTK, and this
 * one no LibTorch. */
struct SurfacePart
{
  std::string_view version; ///< of the program that it belongs to

  void (*surface)(const SurfaceCommand & command, Session & session);
};

/** Name of the function without arguments that gives the table. */
inline constexpr const char * kSurfacePartSymbol = "voxtomeSurfacePart";

} // namespace vox

#endif
