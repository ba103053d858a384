// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxVolumePicture.h"

namespace vox
{

void
Validate(const VolumePictureOptions & options)
{
  if (options.widthPixels < 320 || options.widthPixels > 4096)
  {
    Fail(ErrorKind::Usage, "width: found {}, expected 320 to 4096 pixels", options.widthPixels);
  }
  if (!(options.labelOpacity >= 0.0 && options.labelOpacity <= 1.0))
  {
    Fail(ErrorKind::Usage, "opacity: found {}, expected 0 to 1", options.labelOpacity);
  }
  if (options.channel < 0)
  {
    Fail(ErrorKind::Usage, "channel: found {}, expected 0 or more", options.channel);
  }
}

} // namespace vox
