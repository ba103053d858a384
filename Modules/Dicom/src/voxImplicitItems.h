// SPDX-License-Identifier: Apache-2.0
#ifndef voxImplicitItems_h
#define voxImplicitItems_h

#include <string_view>

namespace vox
{

/** Whether bytes are the items of a sequence without VRs, little-endian, to their end: what an element of unknown VR
 * holds where a writer did not know its sequence (DICOM PS3.5, 6.2.2 and 7.5). GDCM's parser, which unpacks them,
 * asserts that they are. */
[[nodiscard]] bool AreImplicitItems(std::string_view bytes);

} // namespace vox

#endif
