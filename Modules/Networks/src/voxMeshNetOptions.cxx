// SPDX-License-Identifier: Apache-2.0
#include "voxMeshNetOptions.h"

#include "voxError.h"
#include "voxOptionChecks.h"

namespace vox
{

std::span<const EnumName<MeshNetActivation>>
EnumNames(MeshNetActivation)
{
  static constexpr EnumName<MeshNetActivation> names[] = {{MeshNetActivation::Relu, "relu"},
                                                          {MeshNetActivation::Elu, "elu"}};
  return names;
}

void
Validate(const MeshNetOptions & options, const char * where)
{
  RequireImages(options, where);
  RequirePositive(options.features, "features", where);
  if (options.dilations.empty())
  {
    Fail(ErrorKind::BadModel, "{}: found no dilations, expected one for each convolution", where);
  }
  for (const std::int64_t dilation : options.dilations)
  {
    RequirePositive(dilation, "an entry of dilations", where);
  }
}

NetworkSizes
SizesOf(const MeshNetOptions & /*options*/)
{
  return {};
}

} // namespace vox
