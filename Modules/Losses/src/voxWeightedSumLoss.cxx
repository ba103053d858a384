// SPDX-License-Identifier: Apache-2.0
#include "voxWeightedSumLoss.h"

#include "voxError.h"
#include "voxWeightSchedule.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vox
{
namespace
{

struct Part
{
  LossFunction loss;
  double weight;
};

const char *
NameOfSum(Activation activation)
{
  return activation == Activation::Softmax ? "weighted-sum" : "region-weighted-sum";
}

void
CheckTerm(const WeightedTerm & term, Activation activation)
{
  const LossEntry & entry = FindLoss(term.loss);
  if (entry.activation != activation)
  {
    const bool softmax = activation == Activation::Softmax;
    Fail(ErrorKind::Usage, "{}: loss '{}' is for {}, expected losses for {}", NameOfSum(activation), term.loss,
         softmax ? "overlapping regions" : "one label a voxel", softmax ? "one label a voxel" : "overlapping regions");
  }
  if (term.loss == NameOfSum(activation))
  {
    Fail(ErrorKind::Usage, "{}: a sum is one of the terms; list its terms here instead", NameOfSum(activation));
  }
}

/** The weights are straight between these epochs, so if they are all 0 anywhere, they are at one of them. */
void
RequireSomeWeight(const std::vector<WeightSchedule> & weights, Activation activation)
{
  std::vector<std::int64_t> epochs{0};
  for (const WeightSchedule & weight : weights)
  {
    epochs.insert(epochs.end(), {weight.firstEpoch, weight.lastEpoch});
  }
  for (const std::int64_t epoch : epochs)
  {
    if (std::ranges::all_of(weights, [epoch](const auto & weight) { return WeightAt(weight, epoch) == 0.0; }))
    {
      Fail(ErrorKind::Usage, "{}: all weights are 0 at epoch {}, expected one above 0 at each epoch",
           NameOfSum(activation), epoch);
    }
  }
}

Json
OptionsOf(const WeightedTerm & term, const std::optional<std::int64_t> & ignoreLabel)
{
  Json options = term.options;
  if (ignoreLabel && options.is_object() && !options.contains("ignore_label"))
  {
    options["ignore_label"] = *ignoreLabel;
  }
  return options;
}

} // namespace

WeightedSumLossOptions
DefaultWeightedSum(Activation activation)
{
  WeightedSumLossOptions options;
  if (activation == Activation::Softmax)
  {
    options.terms = {{.loss = "dice"}, {.loss = "cross-entropy"}};
  }
  else
  {
    options.terms = {{.loss = "dice-binary-cross-entropy"}};
  }
  return options;
}

std::vector<ReferenceDistances>
WantedDistances(const WeightedSumLossOptions & options, std::int64_t heads)
{
  std::vector<ReferenceDistances> all;
  for (const WeightedTerm & term : options.terms)
  {
    for (const ReferenceDistances & wanted : FindLoss(term.loss).distances(OptionsOf(term, options.ignoreLabel), heads))
    {
      if (std::ranges::find(all, wanted) == all.end())
      {
        all.push_back(wanted);
      }
    }
  }
  return all;
}

LossFunction
MakeWeightedSumLoss(const WeightedSumLossOptions & options, Activation activation)
{
  if (options.terms.empty())
  {
    Fail(ErrorKind::Usage, "{}: terms is empty, expected one or more", NameOfSum(activation));
  }
  std::vector<WeightSchedule> weights;
  std::vector<Part> parts;
  for (const WeightedTerm & term : options.terms)
  {
    CheckTerm(term, activation);
    weights.push_back(
        ParseWeightSchedule(term.weight, fmt::format("{}: weight of '{}'", NameOfSum(activation), term.loss)));
    // Made whatever its weight: wrong options are told before the first epoch.
    Part part{MakeLoss(term.loss, OptionsOf(term, options.ignoreLabel)), WeightAt(weights.back(), options.epoch)};
    if (part.weight > 0.0)
    {
      parts.push_back(std::move(part));
    }
  }
  RequireSomeWeight(weights, activation);
  return [parts = std::move(parts)](const at::Tensor & logits, const LossTarget & target) {
    at::Tensor sum;
    for (const Part & part : parts)
    {
      const at::Tensor term = part.weight * part.loss(logits, target);
      sum = sum.defined() ? sum + term : term;
    }
    return sum;
  };
}

} // namespace vox
