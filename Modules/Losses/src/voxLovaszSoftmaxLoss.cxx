// SPDX-License-Identifier: Apache-2.0
#include "voxLovaszSoftmaxLoss.h"

#include "voxClassMaps.h"
#include "voxLovaszExtension.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** [K, V] probability and reference of one set of voxels. */
at::Tensor
MeanOfClasses(const at::Tensor & probability, const at::Tensor & reference)
{
  at::Tensor sum = at::zeros({}, probability.options());
  std::int64_t present = 0;
  for (std::int64_t k = 0; k < probability.size(0); ++k)
  {
    if (reference[k].any().item<bool>())
    {
      sum = sum + LovaszExtension((reference[k] - probability[k]).abs(), reference[k]);
      ++present;
    }
  }
  // Without any class the zero must still depend on the logits.
  return present > 0 ? sum / static_cast<double>(present) : 0.0 * probability.sum();
}

} // namespace

void
Validate(const LovaszSoftmaxLossOptions & /*options*/)
{}

at::Tensor
LovaszSoftmaxLoss(const at::Tensor & logits, const at::Tensor & labels, const LovaszSoftmaxLossOptions & options)
{
  const ClassMaps maps = SoftmaxMaps(CheckLossInput(logits, labels, options.ignoreLabel, "lovasz-softmax"));
  if (!options.perSample)
  {
    return MeanOfClasses(maps.probability.transpose(0, 1).flatten(1), maps.reference.transpose(0, 1).flatten(1));
  }
  std::vector<at::Tensor> samples;
  for (std::int64_t sample = 0; sample < logits.size(0); ++sample)
  {
    samples.push_back(MeanOfClasses(maps.probability[sample], maps.reference[sample]));
  }
  return at::stack(samples).mean();
}

} // namespace vox
