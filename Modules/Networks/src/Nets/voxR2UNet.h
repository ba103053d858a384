// SPDX-License-Identifier: Apache-2.0
#ifndef voxR2UNet_h
#define voxR2UNet_h

#include "Nets/voxLevelUNet.h"
#include "voxR2UNetOptions.h"

namespace vox
{

/** See R2UNetOptions. */
class R2UNet : public LevelUNet
{
public:
  explicit R2UNet(const R2UNetOptions & options);
};

} // namespace vox

#endif
