// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingTargets.h"

#include "voxDeepSupervision.h"
#include "voxModel.h"
#include "voxTrainingLoss.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** Sizes of the outputs that count: the patch, divided by the strides of each stage so far. */
std::vector<std::vector<std::int64_t>>
SizesOfOutputs(const Zyx<std::int64_t> & patch, const UNetOptions & network, bool deepSupervision)
{
  const std::size_t count = deepSupervision ? OutputsThatCount(network.strides.size() - 1) : 1;
  std::vector<std::vector<std::int64_t>> sizes;
  std::vector<std::int64_t> size{patch.z, patch.y, patch.x};
  for (std::size_t output = 0; output < count; ++output)
  {
    for (std::size_t axis = network.dimensions == 2 ? 1 : 0; axis < 3; ++axis)
    {
      size[axis] /= network.strides[output][axis];
    }
    sizes.push_back(size);
  }
  return sizes;
}

} // namespace

TrainingTargets::TrainingTargets(const TrainOptions & options, const PlanConfiguration & configuration,
                                 const DatasetDescription & description)
    : m_Wanted(DistancesForTrainingLoss(options, configuration, description)),
      m_Sizes(SizesOfOutputs(configuration.patchSize, NetworkOptionsFor(configuration, description),
                             options.deepSupervision))
{}

DeriveFunction
TrainingTargets::Derive() const
{
  if (m_Wanted.empty())
  {
    return {};
  }
  return [wanted = m_Wanted, sizes = m_Sizes](const at::Tensor & labels) {
    std::vector<at::Tensor> maps;
    for (const std::vector<std::int64_t> & size : sizes)
    {
      const at::Tensor ofSize = LabelsOfSize(labels, size);
      for (const ReferenceDistances & distances : wanted)
      {
        maps.push_back(ComputeReferenceDistances(ofSize, distances, at::kFloat, 1));
      }
    }
    return maps;
  };
}

std::vector<LossTarget>
TrainingTargets::Of(const Batch & batch) const
{
  std::vector<LossTarget> targets;
  auto map = batch.derived.begin();
  for (const std::vector<std::int64_t> & size : m_Sizes)
  {
    LossTarget target(LabelsOfSize(batch.labels, size));
    target.known = m_Wanted;
    target.maps.assign(map, map + std::ssize(m_Wanted));
    map += std::ssize(m_Wanted);
    targets.push_back(std::move(target));
  }
  return targets;
}

} // namespace vox
