// SPDX-License-Identifier: Apache-2.0
#ifndef voxGroupNormUNet_h
#define voxGroupNormUNet_h

#include "Nets/voxLevelUNet.h"
#include "voxGroupNormUNetOptions.h"

namespace vox
{

/** See GroupNormUNetOptions. */
class GroupNormUNet : public LevelUNet
{
public:
  explicit GroupNormUNet(const GroupNormUNetOptions & options);
};

} // namespace vox

#endif
