// SPDX-License-Identifier: Apache-2.0
#include "voxBoundaryLoss.h"

#include "voxExtent.h"
#include "voxInnerRim.h"
#include "voxReferenceParts.h"
#include "voxSquaresPass.h"

#include <ATen/ATen.h>

namespace vox
{

void
Validate(const BoundaryLossOptions & options)
{
  RequireExtent(options.extentMm, "boundary");
}

std::vector<ReferenceDistances>
WantedDistances(const BoundaryLossOptions & options, std::int64_t classes)
{
  return {{.parts = ClassParts(options.includeBackground ? 0 : 1, classes, options.ignoreLabel),
           .extentMm = options.extentMm}};
}

at::Tensor
BoundaryLoss(const at::Tensor & logits, const LossTarget & target, const BoundaryLossOptions & options)
{
  Validate(options);
  const LossInput input = CheckLossInput(logits, target.labels, options.ignoreLabel, "boundary");
  const at::Tensor distances =
      FromInnerRim(DistancesOf(target, WantedDistances(options, logits.size(1)).front(), input.logits.scalar_type()),
                   options.extentMm);
  const at::Tensor sum = SumOfErrors(input, distances.flatten(2), ErrorForm::Probability).sum();
  return sum / (CountedVoxels(input) * static_cast<double>(distances.size(1)));
}

} // namespace vox
