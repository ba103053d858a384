// SPDX-License-Identifier: Apache-2.0
#include "voxR2UNetOptions.h"

#include "voxOptionChecks.h"
#include "voxSizeRules.h"

namespace vox
{

std::span<const EnumName<R2Block>>
EnumNames(R2Block)
{
  static constexpr EnumName<R2Block> names[] = {{R2Block::Plain, "plain"},
                                                {R2Block::Recurrent, "recurrent"},
                                                {R2Block::Residual, "residual"},
                                                {R2Block::RecurrentResidual, "recurrent-residual"}};
  return names;
}

void
Validate(const R2UNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequireLevels(options.features, 2, where);
  RequirePositive(options.recurrences, "recurrences", where);
}

NetworkSizes
SizesOf(const R2UNetOptions & options)
{
  return HalvingSizes(options.dimensions, options.features.size());
}

} // namespace vox
