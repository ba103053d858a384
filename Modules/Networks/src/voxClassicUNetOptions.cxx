// SPDX-License-Identifier: Apache-2.0
#include "voxClassicUNetOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{

std::span<const EnumName<SkipConnection>>
EnumNames(SkipConnection)
{
  static constexpr EnumName<SkipConnection> names[] = {
      {SkipConnection::Concatenate, "concat"}, {SkipConnection::Add, "add"}, {SkipConnection::None, "none"}};
  return names;
}

std::span<const EnumName<UNetUpsampling>>
EnumNames(UNetUpsampling)
{
  static constexpr EnumName<UNetUpsampling> names[] = {{UNetUpsampling::Transposed, "transposed"},
                                                       {UNetUpsampling::Nearest, "nearest"},
                                                       {UNetUpsampling::Bilinear, "bilinear"}};
  return names;
}

void
Validate(const ClassicUNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLevels(options.features, 2, where);
  RequireProbability(options.dropout, "dropout", where);
  if (options.skip == SkipConnection::Add && options.upsampling == UNetUpsampling::Bilinear)
  {
    Fail(
        ErrorKind::BadModel,
        "{}: skip is add, but bilinear upsampling keeps the channels of the coarser level; expected concat or none, or "
        "another upsampling",
        where);
  }
}

NetworkSizes
SizesOf(const ClassicUNetOptions & options)
{
  return options.padding ? HalvingSizes(options.dimensions, options.features.size())
                         : ShrinkingSizes(options.dimensions, options.features.size());
}

} // namespace vox
