// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentedVolume.h"

#include "voxObjectConnectivity.h"

namespace vox
{

std::span<const EnumName<ForegroundSide>>
EnumNames(ForegroundSide)
{
  static constexpr EnumName<ForegroundSide> names[]{{ForegroundSide::Brighter, "brighter"},
                                                    {ForegroundSide::Darker, "darker"}};
  return names;
}

std::span<const EnumName<ObjectConnectivity>>
EnumNames(ObjectConnectivity)
{
  static constexpr EnumName<ObjectConnectivity> names[]{{ObjectConnectivity::Full, "full"},
                                                        {ObjectConnectivity::Face, "face"}};
  return names;
}

} // namespace vox
