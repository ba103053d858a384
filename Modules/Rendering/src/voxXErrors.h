// SPDX-License-Identifier: Apache-2.0
#ifndef voxXErrors_h
#define voxXErrors_h

namespace vox
{

/** From here on what Xlib cannot go on after ends as OnDisplayLost says; where nothing was said, as Xlib has it. */
void CatchXErrors();

} // namespace vox

#endif
