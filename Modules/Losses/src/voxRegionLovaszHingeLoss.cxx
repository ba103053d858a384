// SPDX-License-Identifier: Apache-2.0
#include "voxRegionLovaszHingeLoss.h"

#include "voxLovaszExtension.h"
#include "voxRegionMaps.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "region-lovasz-hinge";

/** Mean over the rows of [R, V] errors and references. */
at::Tensor
MeanOfExtensions(const at::Tensor & errors, const at::Tensor & reference)
{
  std::vector<at::Tensor> values;
  for (std::int64_t row = 0; row < errors.size(0); ++row)
  {
    values.push_back(LovaszExtension(errors[row], reference[row]));
  }
  return at::stack(values).mean();
}

} // namespace

void
Validate(const RegionLovaszHingeLossOptions & options)
{
  RequireLabels(options.regions, kName);
}

at::Tensor
RegionLovaszHingeLoss(const at::Tensor & logits, const at::Tensor & labels,
                      const RegionLovaszHingeLossOptions & options)
{
  Validate(options);
  const RegionMaps maps = ComputeRegionMaps(logits, labels, options.regions, options.ignoreLabel, kName);
  const at::Tensor errors = (1.0 - maps.logits * (2.0 * maps.reference - 1.0)).relu() * maps.counted;
  return options.perSample
             ? MeanOfExtensions(errors.flatten(0, 1), maps.reference.flatten(0, 1))
             : MeanOfExtensions(errors.transpose(0, 1).flatten(1), maps.reference.transpose(0, 1).flatten(1));
}

} // namespace vox
