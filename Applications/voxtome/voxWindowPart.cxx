// SPDX-License-Identifier: Apache-2.0
#include "voxWindowPart.h"

#include "voxDisplay.h"
#include "voxDrawSurfaces.h"
#include "voxError.h"
#include "voxViewCommand.h"

#include <cstdlib>

namespace
{

/** Xlib lets no exception through and would end the process with lines of its own. */
[[noreturn]] void
LeaveWithoutDisplay(std::string_view line)
{
  fmt::print(stderr, "voxtome: {}\n", line);
  std::_Exit(vox::ExitCode(vox::ErrorKind::Resource));
}

std::string
Renderer()
{
  return vox::Display(vox::DisplayUse::OffScreen).Renderer();
}

} // namespace

extern "C" __attribute__((visibility("default"))) const vox::WindowPart *
voxtomeWindowPart()
{
  static constexpr vox::WindowPart part{.version = VOX_VERSION,
                                        .writeSurfacePicture = &vox::WriteSurfacePicture,
                                        .view = &vox::Run,
                                        .renderer = &Renderer};
  vox::OnDisplayLost(&LeaveWithoutDisplay);
  return &part;
}
