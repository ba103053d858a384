// SPDX-License-Identifier: Apache-2.0
#ifndef voxRevision_h
#define voxRevision_h

#include <string_view>

namespace vox
{

/** The commit of the sources, such as "1a2b3c4d5e6f", with "-dirty" behind it where files differ from it; "unknown" for
 * sources outside of git. The same sources give the same text (CMake/VoxRevision.cmake). */
[[nodiscard]] std::string_view SourceRevision();

} // namespace vox

#endif
