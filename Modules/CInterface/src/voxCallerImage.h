// SPDX-License-Identifier: Apache-2.0
#ifndef voxCallerImage_h
#define voxCallerImage_h

#include "vox.h"

#include "voxVolume.h"

#include <string>
#include <vector>

namespace vox
{

/** The image of a caller as a volume over the same memory, which must not be written to. `channelNames` are those of
 * the model. Throws Error(Usage) for voxels that are NULL; Error(BadInput) for another number of channels, and a
 * geometry or voxels that vox.h does not allow. */
[[nodiscard]] Volume VolumeOver(const vox_image & image, const std::vector<std::string> & channelNames, int threads);

} // namespace vox

#endif
