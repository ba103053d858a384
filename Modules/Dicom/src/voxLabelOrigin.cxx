// SPDX-License-Identifier: Apache-2.0
#include "voxLabelOrigin.h"

namespace vox
{

std::span<const EnumName<LabelOrigin>>
EnumNames(LabelOrigin)
{
  static constexpr EnumName<LabelOrigin> names[]{{LabelOrigin::Automatic, "automatic"},
                                                 {LabelOrigin::Semiautomatic, "semiautomatic"},
                                                 {LabelOrigin::Manual, "manual"}};
  return names;
}

std::string_view
DicomWord(LabelOrigin origin)
{
  switch (origin)
  {
  case LabelOrigin::Semiautomatic:
    return "SEMIAUTOMATIC";
  case LabelOrigin::Manual:
    return "MANUAL";
  default:
    return "AUTOMATIC";
  }
}

} // namespace vox
