// SPDX-License-Identifier: Apache-2.0
#include "voxSigmoidSums.h"

#include "voxLossChecks.h"
#include "voxRegionMaps.h"
#include "voxSigmoidPass.h"
#include "voxSumsFunction.h"

namespace vox
{

LossSums
ComputeSigmoidSums(const at::Tensor & logits, const at::Tensor & labels,
                   const std::vector<std::vector<std::int64_t>> & regions,
                   const std::optional<std::int64_t> & ignoreLabel, const char * name, const SigmoidForm & form)
{
  CheckRegions(logits, labels, regions, ignoreLabel, name);
  using Function = SumsFunction<SigmoidPass, &SumSigmoid, &SigmoidGradient>;
  return Function::Of({ToSumType(logits).flatten(2), labels.flatten(1).to(at::kLong).contiguous(),
                       RegionTable(regions, logits.size(1)), ignoreLabel, form.squared, form.entropy});
}

} // namespace vox
