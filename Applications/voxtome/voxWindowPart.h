// SPDX-License-Identifier: Apache-2.0
#ifndef voxWindowPart_h
#define voxWindowPart_h

#include "voxSession.h"

#include <string>
#include <string_view>

namespace vox
{

struct DrawSurfacesCommand;
struct ViewCommand;

/** What of the program draws with VTK, in a library of its own as TorchPart: no other verb needs the window system. */
struct WindowPart
{
  std::string_view version; ///< of the program that it belongs to

  Json (*writeSurfacePicture)(const DrawSurfacesCommand & command, const RunContext & context);
  void (*view)(const ViewCommand & command, Session & session);
  /** What draws off screen; Error(Resource) where nothing does. */
  std::string (*renderer)();
};

/** Name of the function without arguments that gives the table. */
inline constexpr const char * kWindowPartSymbol = "voxtomeWindowPart";

/** Loads it; Error(Resource) as LoadPart. */
[[nodiscard]] const WindowPart & LoadWindowPart();

} // namespace vox

#endif
