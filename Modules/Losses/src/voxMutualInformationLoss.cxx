// SPDX-License-Identifier: Apache-2.0
#include "voxMutualInformationLoss.h"

#include "voxClassMaps.h"
#include "voxError.h"
#include "voxLossChecks.h"
#include "voxNeighborhoodVectors.h"
#include "voxNumbers.h"
#include "voxRegionMaps.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

constexpr const char * kName = "mutual-information";
constexpr const char * kRegionName = "region-mutual-information";

void
Check(const MutualInformationLossOptions & options, const char * name)
{
  RequireShare(options.weightCrossEntropy, name, "weight_cross_entropy");
  if (options.radius < 1 || options.pooling < 1)
  {
    Fail(ErrorKind::Usage, "{}: radius and pooling are {} and {}, expected 1 or more", name, options.radius,
         options.pooling);
  }
  if (!(options.regularization > 0.0))
  {
    Fail(ErrorKind::Usage, "{}: regularization is {}, expected more than 0", name, options.regularization);
  }
}

/** Of maps [N, D, H, W] of one class, both [N, ...]: I of each sample, [N]. `whole` [N, 1, V]: 1 for the neighborhoods
 * that count. */
at::Tensor
InformationOfClass(const at::Tensor & probability, const at::Tensor & reference, const at::Tensor & whole,
                   const MutualInformationLossOptions & options)
{
  const at::Tensor vectors = at::cat({NeighborhoodVectors(probability, options.radius), //
                                      NeighborhoodVectors(reference, options.radius)},
                                     1);
  const at::Tensor mean = (vectors * whole).sum(2, true) / whole.sum(2, true).clamp_min(1.0);
  const at::Tensor centered = (vectors - mean) * whole;
  const at::Tensor covariance = at::bmm(centered, centered.transpose(1, 2));
  const std::int64_t both = vectors.size(1);
  const at::Tensor diagonal = options.regularization * at::eye(both, vectors.options());
  // The last block of the factor of [[S_PP + e, S_PY], [S_YP, S_YY + e]] is that of M.
  const at::Tensor factor = at::linalg_cholesky(covariance + diagonal);
  return (factor.diagonal(0, 1, 2).slice(1, both / 2) + 1e-8).log().sum(1) / static_cast<double>(both / 2);
}

/** Sum over classes of I; probability and reference [N, K, V], counted [N, 1, V], `space` the sizes of V. */
at::Tensor
Information(const at::Tensor & probability, const at::Tensor & reference, const at::Tensor & counted,
            at::IntArrayRef space, const MutualInformationLossOptions & options)
{
  const auto volume = [&](const at::Tensor & maps) {
    const at::Tensor shaped = maps.unflatten(2, space);
    return shaped.dim() == 4 ? shaped.unsqueeze(2) : shaped;
  };
  const at::Tensor predicted = MaxPooled(volume(probability), options.pooling);
  const at::Tensor referenced = MaxPooled(volume(reference), options.pooling);
  const at::Tensor touched = MaxPooled(1.0 - volume(counted), options.pooling).select(1, 0);
  const at::Tensor whole = 1.0 - NeighborhoodVectors(touched, options.radius).amax(1, true);
  at::Tensor sum = at::zeros({}, whole.options());
  for (std::int64_t k = 0; k < probability.size(1); ++k)
  {
    sum = sum + InformationOfClass(predicted.select(1, k), referenced.select(1, k), whole, options).mean();
  }
  return sum.to(probability.scalar_type());
}

} // namespace

void
Validate(const MutualInformationLossOptions & options)
{
  Check(options, kName);
}

void
Validate(const RegionMutualInformationLossOptions & options)
{
  Check(options.information, kRegionName);
  RequireLabels(options.regions, kRegionName);
}

at::Tensor
MutualInformationLoss(const at::Tensor & logits, const at::Tensor & labels,
                      const MutualInformationLossOptions & options)
{
  Validate(options);
  const ClassMaps maps = SoftmaxMaps(CheckLossInput(logits, labels, options.ignoreLabel, kName));
  const at::Tensor crossEntropy = -(maps.reference * maps.logProbability).sum() / maps.counted.sum().clamp_min(1.0);
  RequireNumbers(maps.probability.sum(), logits); // the factors of covariances need them
  const at::Tensor information =
      Information(maps.probability, maps.reference, maps.counted, labels.sizes().slice(1), options);
  return options.weightCrossEntropy * crossEntropy + (1.0 - options.weightCrossEntropy) * information;
}

at::Tensor
RegionMutualInformationLoss(const at::Tensor & logits, const at::Tensor & labels,
                            const RegionMutualInformationLossOptions & options)
{
  Validate(options);
  const MutualInformationLossOptions & information = options.information;
  const RegionMaps maps = ComputeRegionMaps(logits, labels, options.regions, information.ignoreLabel, kRegionName);
  const at::Tensor crossEntropy = at::binary_cross_entropy_with_logits(maps.logits, maps.reference, maps.counted,
                                                                       at::Tensor(), at::Reduction::Sum) /
                                  maps.counted.sum().clamp_min(1.0);
  const at::Tensor probability = maps.logits.sigmoid() * maps.counted;
  RequireNumbers(probability.sum(), logits);
  const at::Tensor ofRegions =
      Information(probability, maps.reference, maps.counted, labels.sizes().slice(1), information);
  return information.weightCrossEntropy * crossEntropy + (1.0 - information.weightCrossEntropy) * ofRegions;
}

} // namespace vox
