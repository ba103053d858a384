// SPDX-License-Identifier: Apache-2.0
#include "voxDeepSupervision.h"

#include "voxError.h"

#include <ATen/ATen.h>

namespace vox
{
namespace
{

/** The label at the centre of each target voxel along one axis: index floor((i + 1/2) source / target). */
at::Tensor
ResizeAxis(const at::Tensor & labels, std::int64_t axis, std::int64_t target)
{
  const std::int64_t source = labels.size(axis);
  if (source == target)
  {
    return labels;
  }
  const at::Tensor twice = at::arange(1, 2 * target, 2, labels.options().dtype(at::kLong));
  return labels.index_select(axis, at::floor_divide(twice * source, 2 * target));
}

} // namespace

std::vector<double>
DeepSupervisionWeights(std::size_t outputs)
{
  std::vector<double> weights(outputs, 1.0);
  double sum = outputs > 0 ? 1.0 : 0.0;
  for (std::size_t i = 1; i < outputs; ++i)
  {
    weights[i] = i + 1 == outputs ? 0.0 : weights[i - 1] / 2.0;
    sum += weights[i];
  }
  for (double & weight : weights)
  {
    weight /= sum;
  }
  return weights;
}

std::vector<at::Tensor>
DeepSupervisionTargets(const at::Tensor & labels, std::span<const at::Tensor> outputs)
{
  std::vector<at::Tensor> targets;
  for (const at::Tensor & output : outputs)
  {
    if (output.dim() != labels.dim() + 1)
    {
      Fail(ErrorKind::BadInput, "deep supervision: found an output of {} axes and labels of {}, expected one more",
           output.dim(), labels.dim());
    }
    targets.push_back(LabelsOfSize(labels, output.sizes().slice(2)));
  }
  return targets;
}

at::Tensor
LabelsOfSize(const at::Tensor & labels, at::IntArrayRef size)
{
  at::Tensor target = labels;
  for (std::int64_t axis = 1; axis < labels.dim(); ++axis)
  {
    target = ResizeAxis(target, axis, size[static_cast<std::size_t>(axis - 1)]);
  }
  return target;
}

std::size_t
OutputsThatCount(std::size_t outputs)
{
  return outputs < 2 ? outputs : outputs - 1;
}

at::Tensor
DeepSupervisionLoss(std::span<const at::Tensor> outputs, const at::Tensor & labels, const LossFunction & loss)
{
  const auto targets = DeepSupervisionTargets(labels, outputs.first(OutputsThatCount(outputs.size())));
  return DeepSupervisionLoss(outputs, std::vector<LossTarget>(targets.begin(), targets.end()), loss);
}

at::Tensor
DeepSupervisionLoss(std::span<const at::Tensor> outputs, std::span<const LossTarget> targets, const LossFunction & loss)
{
  const std::size_t used = OutputsThatCount(outputs.size());
  if (outputs.empty())
  {
    Fail(ErrorKind::BadInput, "deep supervision: found no outputs, expected one or more");
  }
  if (targets.size() != used)
  {
    Fail(ErrorKind::BadInput, "deep supervision: found {} targets, expected {} for {} outputs", targets.size(), used,
         outputs.size());
  }
  const std::vector<double> weights = DeepSupervisionWeights(outputs.size());
  return DeepSupervisionLoss(outputs, targets, std::span(weights).first(used), loss);
}

at::Tensor
DeepSupervisionLoss(std::span<const at::Tensor> outputs, std::span<const LossTarget> targets,
                    std::span<const double> weights, const LossFunction & loss)
{
  if (targets.size() > outputs.size() || targets.size() != weights.size())
  {
    Fail(ErrorKind::BadInput, "deep supervision: found {} targets and {} weights for {} outputs", targets.size(),
         weights.size(), outputs.size());
  }
  at::Tensor sum;
  for (std::size_t i = 0; i < targets.size(); ++i)
  {
    const at::Tensor term = weights[i] * loss(outputs[i], targets[i]);
    sum = sum.defined() ? sum + term : term;
  }
  return sum;
}

} // namespace vox
