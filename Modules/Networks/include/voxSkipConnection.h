// SPDX-License-Identifier: Apache-2.0
#ifndef voxSkipConnection_h
#define voxSkipConnection_h

#include "voxOptions.h"

#include <span>

namespace vox
{

/** What a decoder makes of the encoder's features of the same level. */
enum class SkipConnection
{
  Concatenate, ///< "concat": behind or before the upsampled ones, as U-Net does
  Add,         ///< "add": voxel by voxel, which needs as many upsampled channels
  None         ///< "none": nothing, the encoder-decoder that U-Net is compared with
};
[[nodiscard]] std::span<const EnumName<SkipConnection>> EnumNames(SkipConnection);

} // namespace vox

#endif
