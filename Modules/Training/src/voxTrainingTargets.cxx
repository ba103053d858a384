// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingTargets.h"

#include "voxDeepSupervision.h"
#include "voxModel.h"
#include "voxNetwork.h"
#include "voxTrainingLoss.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

NetworkSizes
SizesOfNetwork(const PlanConfiguration & configuration, const DatasetDescription & description)
{
  const NetworkDefinition network = NetworkFor(configuration, description);
  return FindNetwork(network.name).sizes(network.options);
}

/** Weights above 0: of nnU-Net for outputs on coarser grids, equal ones for heads that all have the first one's grid.
 */
std::vector<double>
WeightsOfOutputs(const NetworkSizes & network, bool deepSupervision)
{
  const std::size_t outputs = deepSupervision ? network.outputStrides.size() : 1;
  if (network.outputStrides.back() == network.outputStrides.front())
  {
    return std::vector<double>(outputs, 1.0 / static_cast<double>(outputs));
  }
  std::vector<double> weights = DeepSupervisionWeights(outputs);
  weights.resize(OutputsThatCount(outputs));
  return weights;
}

/** Sizes of the outputs that count: the patch without the margin, divided by the stride of each. */
std::vector<std::vector<std::int64_t>>
SizesOfOutputs(const Zyx<std::int64_t> & patch, const NetworkSizes & network, std::size_t count)
{
  std::vector<std::vector<std::int64_t>> sizes;
  for (std::size_t output = 0; output < count; ++output)
  {
    for (auto & size = sizes.emplace_back(); std::size_t axis : {0u, 1u, 2u})
    {
      size.push_back((patch[axis] - 2 * network.margin[axis]) / network.outputStrides[output][axis]);
    }
  }
  return sizes;
}

} // namespace

TrainingTargets::TrainingTargets(const TrainOptions & options, const PlanConfiguration & configuration,
                                 const DatasetDescription & description)
    : m_Wanted(DistancesForTrainingLoss(options, configuration, description))
{
  const NetworkSizes network = SizesOfNetwork(configuration, description);
  m_Margin = network.margin;
  m_Weights = WeightsOfOutputs(network, options.deepSupervision);
  m_Sizes = SizesOfOutputs(configuration.patchSize, network, m_Weights.size());
}

const std::vector<double> &
TrainingTargets::Weights() const
{
  return m_Weights;
}

at::Tensor
TrainingTargets::WithoutMargin(const at::Tensor & labels) const
{
  at::Tensor inner = labels;
  for (std::int64_t axis = 0; axis < 3; ++axis)
  {
    const std::int64_t margin = m_Margin[static_cast<std::size_t>(axis)];
    const std::int64_t from = labels.dim() - 3 + axis; // behind the samples, if there are any
    inner = margin == 0 ? inner : inner.narrow(from, margin, inner.size(from) - 2 * margin);
  }
  return inner;
}

at::Tensor
TrainingTargets::Labels(const Batch & batch) const
{
  return WithoutMargin(batch.labels);
}

DeriveFunction
TrainingTargets::Derive() const
{
  if (m_Wanted.empty())
  {
    return {};
  }
  return [self = *this](const at::Tensor & labels) {
    std::vector<at::Tensor> maps;
    const at::Tensor inner = self.WithoutMargin(labels);
    for (const std::vector<std::int64_t> & size : self.m_Sizes)
    {
      const at::Tensor ofSize = LabelsOfSize(inner, size);
      for (const ReferenceDistances & distances : self.m_Wanted)
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
  const at::Tensor inner = Labels(batch);
  for (const std::vector<std::int64_t> & size : m_Sizes)
  {
    LossTarget target(LabelsOfSize(inner, size));
    target.known = m_Wanted;
    target.maps.assign(map, map + std::ssize(m_Wanted));
    map += std::ssize(m_Wanted);
    targets.push_back(std::move(target));
  }
  return targets;
}

} // namespace vox
