// SPDX-License-Identifier: Apache-2.0
#include "voxLossTarget.h"

#include "voxError.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace vox
{

at::Tensor
DistancesOf(const LossTarget & target, const ReferenceDistances & wanted, at::ScalarType type)
{
  for (std::size_t i = 0; i < target.known.size(); ++i)
  {
    const at::Tensor & map = target.maps.at(i);
    if (target.known[i] == wanted && map.scalar_type() == type)
    {
      if (map.select(1, 0).sizes() != target.labels.sizes())
      {
        Fail(ErrorKind::Internal, "loss: found distances of [{}], expected [{}] as the labels",
             fmt::join(map.select(1, 0).sizes(), ", "), fmt::join(target.labels.sizes(), ", "));
      }
      return map;
    }
  }
  return ComputeReferenceDistances(target.labels, wanted, type, at::get_num_threads());
}

} // namespace vox
