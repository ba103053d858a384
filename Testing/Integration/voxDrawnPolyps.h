// SPDX-License-Identifier: Apache-2.0
#ifndef voxDrawnPolyps_h
#define voxDrawnPolyps_h

#include <filesystem>

namespace vox::testing
{

/** Pictures of 96x80 pixels in the layout of Kvasir-SEG: a bright disc on a darker ground, as images/polyp_N.jpg and
 * masks/polyp_N.jpg, white on black with the noise of compression. */
void WriteDrawnPolyps(const std::filesystem::path & folder, int count);

} // namespace vox::testing

#endif
