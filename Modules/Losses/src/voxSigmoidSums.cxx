// SPDX-License-Identifier: Apache-2.0
#include "voxSigmoidSums.h"

#include "voxError.h"
#include "voxLossChecks.h"

#include <ATen/ATen.h>

#include <set>

namespace vox
{
namespace
{

using Regions = std::vector<std::vector<std::int64_t>>;

void
CheckRegions(const at::Tensor & labels, std::int64_t heads, const Regions & regions,
             const std::optional<std::int64_t> & ignoreLabel, const char * name)
{
  if (static_cast<std::int64_t>(regions.size()) != heads)
  {
    Fail(ErrorKind::BadInput, "{}: found {} regions and logits of {} heads, expected one head for each region", name,
         regions.size(), heads);
  }
  std::set<std::int64_t> known{0};
  for (const std::vector<std::int64_t> & region : regions)
  {
    known.insert(region.begin(), region.end());
  }
  std::vector<std::int64_t> values(known.begin(), known.end());
  if (ignoreLabel)
  {
    values.push_back(*ignoreLabel);
  }
  const at::Tensor wrong = at::isin(labels, at::tensor(values, labels.options()), false, true);
  if (wrong.any().item<bool>())
  {
    Fail(ErrorKind::BadInput, "{}: found label {}, expected one of the regions ({}){}", name,
         labels.masked_select(wrong)[0].item<std::int64_t>(), fmt::join(known, ", "),
         ignoreLabel ? fmt::format(" or the ignore label {}", *ignoreLabel) : "");
  }
}

} // namespace

void
RequireLabels(const Regions & regions, const char * name)
{
  for (std::size_t i = 0; i < regions.size(); ++i)
  {
    if (regions[i].empty())
    {
      Fail(ErrorKind::Usage, "{}: region {} has no labels, expected one or more", name, i);
    }
  }
}

LossSums
ComputeSigmoidSums(const at::Tensor & logits, const at::Tensor & labels, const Regions & regions,
                   const std::optional<std::int64_t> & ignoreLabel, const char * name, bool squared)
{
  CheckLossShapes(logits, labels, name, 1);
  const at::Tensor target = labels.flatten(1).to(at::kLong);
  const std::int64_t heads = logits.size(1);
  regions.empty() ? CheckLabels(target, heads, ignoreLabel, name)
                  : CheckRegions(target, heads, regions, ignoreLabel, name);

  const at::Tensor perHead = ToSumType(logits).flatten(2);
  const at::Tensor counted = ignoreLabel ? target.ne(*ignoreLabel).to(perHead.scalar_type()) : at::Tensor();
  std::vector<at::Tensor> intersection;
  std::vector<at::Tensor> predicted;
  std::vector<at::Tensor> referenced;
  at::Tensor crossEntropy = at::zeros({}, perHead.options());
  for (std::int64_t head = 0; const at::Tensor & logit : perHead.unbind(1))
  {
    const auto values = regions.empty() ? std::vector{head} : regions[static_cast<std::size_t>(head)];
    at::Tensor reference = at::isin(target, at::tensor(values, target.options())).to(logit.scalar_type());
    at::Tensor probability = logit.sigmoid();
    if (ignoreLabel)
    {
      reference = reference * counted;
      probability = probability * counted;
    }
    intersection.push_back((probability * reference).sum(1));
    predicted.push_back((squared ? probability.square() : probability).sum(1));
    referenced.push_back(reference.sum(1));
    crossEntropy = crossEntropy +
                   at::binary_cross_entropy_with_logits(logit, reference, counted, at::Tensor(), at::Reduction::Sum);
    ++head;
  }
  return {.intersection = at::stack(intersection, 1),
          .probability = at::stack(predicted, 1),
          .reference = at::stack(referenced, 1),
          .crossEntropy = crossEntropy,
          .voxels = ignoreLabel ? counted.sum() : at::scalar_tensor(target.numel(), perHead.options())};
}

} // namespace vox
