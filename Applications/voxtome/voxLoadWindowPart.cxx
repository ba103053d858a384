// SPDX-License-Identifier: Apache-2.0
#include "voxLoadPart.h"
#include "voxWindowPart.h"

namespace vox
{

const WindowPart &
LoadWindowPart()
{
  return LoadPart<WindowPart>("libvoxtome-window.so", kWindowPartSymbol, "VTK 9.1");
}

} // namespace vox
