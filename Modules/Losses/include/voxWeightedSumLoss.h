// SPDX-License-Identifier: Apache-2.0
#ifndef voxWeightedSumLoss_h
#define voxWeightedSumLoss_h

#include "voxJson.h"
#include "voxLossRegistry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** One part of a weighted sum. */
struct WeightedTerm
{
  std::string loss;
  Json options = Json::object(); ///< of that loss
  Json weight = 1.0;             ///< a number, or a schedule over epochs (voxWeightSchedule.h)
};

template <typename TVisitor>
void
VisitFields(WeightedTerm & o, TVisitor && visit)
{
  visit("loss", o.loss, "a name of `voxtome inspect losses`");
  visit("options", o.options, "options of that loss");
  visit("weight", o.weight, "a number, or an object with from, to, first_epoch and last_epoch");
}

/** Sum of losses of the registry, each times its weight at an epoch. The weights are numbers or straight lines over the
 * epochs, such as the weight of a boundary loss that grows while that of an overlap falls:
 *
 *     {"terms": [{"loss": "generalized-dice"},
 *                {"loss": "boundary", "weight": {"from": 0.01, "to": 1.0, "last_epoch": 100}}]}
 *
 * logits and labels are those of the terms, which all read the heads in the same way. A term whose weight is 0 at that
 * epoch is not computed. The sum is a pure function of logits and labels: training makes it anew for each epoch,
 * filling in `epoch`, so a resumed run goes on with the schedule. Source: the schedule is that of Kervadec et al. 2021,
 * DOI 10.1016/j.media.2020.101851. */
struct WeightedSumLossOptions
{
  std::vector<WeightedTerm> terms{};
  std::int64_t epoch = 0;                    ///< counted from 0; training fills it in
  std::optional<std::int64_t> ignoreLabel{}; ///< of the terms that name none
};

template <typename TVisitor>
void
VisitFields(WeightedSumLossOptions & o, TVisitor && visit)
{
  visit("terms", o.terms, "list of objects with loss, options and weight");
  visit("epoch", o.epoch, "epoch at which weights are taken; training fills it in");
  visit("ignore_label", o.ignoreLabel, "voxels with this label count nowhere");
}

/** Dice plus cross entropy, of classes or of regions. */
[[nodiscard]] WeightedSumLossOptions DefaultWeightedSum(Activation activation);

/** The sum at options.epoch. Throws Error(Usage) for no terms, an unknown loss or options that a loss refuses, a loss
 * that reads the heads otherwise than `activation`, a sum inside of the sum, weights that ParseWeightSchedule refuses,
 * and weights that are all 0 at some epoch. */
[[nodiscard]] LossFunction MakeWeightedSumLoss(const WeightedSumLossOptions & options, Activation activation);

/** What the terms want, each once, whatever their weights. Throws Error(Usage) as MakeWeightedSumLoss does. */
[[nodiscard]] std::vector<ReferenceDistances> WantedDistances(const WeightedSumLossOptions & options,
                                                              std::int64_t heads);

} // namespace vox

#endif
