// SPDX-License-Identifier: Apache-2.0
#ifndef voxRegionHeads_h
#define voxRegionHeads_h

#include "voxError.h"
#include "voxRegionLoss.h"
#include "voxRegionMaps.h"
#include "voxSigmoidSums.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace vox
{

/** Where the options of a loss keep those of its overlap: in a member, or among its own. */
template <typename TOptions>
auto &
OverlapOf(TOptions & options)
{
  if constexpr (requires { options.overlap; })
  {
    return options.overlap;
  }
  else if constexpr (requires { options.tversky; })
  {
    return options.tversky;
  }
  else
  {
    return options;
  }
}

/** An overlap loss for overlapping regions under a sigmoid. `TLoss` says which: Options, name, and
 * FromSums(sums, options). */
template <typename TLoss> struct RegionHeadsOptions
{
  RegionHeadsOptions() { OverlapOf(loss).includeBackground = true; } // head 0 is a region like the others

  typename TLoss::Options loss{};
  /** Head i is the union of the labels in regions[i]; empty: head k is label k. Labels are 0 or in a region. */
  std::vector<std::vector<std::int64_t>> regions{};
};

template <typename TLoss, typename TVisitor>
void
VisitFields(RegionHeadsOptions<TLoss> & o, TVisitor && visit)
{
  visit("regions", o.regions, "labels of each head, as lists; empty: head k is label k");
  VisitFields(o.loss, [&](const char * key, auto & value, const char * help) {
    if (std::string_view(key) != "include_background")
    {
      visit(key, value, help);
    }
  });
}

template <typename TLoss>
void
Validate(const RegionHeadsOptions<TLoss> & options)
{
  Validate(options.loss);
  RequireLabels(options.regions, TLoss::name);
}

template <typename TLoss>
at::Tensor
RegionHeadsLoss(const at::Tensor & logits, const at::Tensor & labels, const RegionHeadsOptions<TLoss> & options)
{
  const auto & overlap = OverlapOf(options.loss);
  SigmoidForm form;
  if constexpr (requires { options.loss.squared; })
  {
    form.squared = options.loss.squared;
  }
  return TLoss::FromSums(ComputeSigmoidSums(logits, labels, options.regions, overlap.ignoreLabel, TLoss::name, form),
                         options.loss);
}

struct RegionDice
{
  using Options = DiceLossOptions;
  static constexpr const char * name = "region-dice";
  static constexpr auto FromSums = &DiceFromSums;
};
struct RegionTversky
{
  using Options = TverskyLossOptions;
  static constexpr const char * name = "region-tversky";
  static constexpr auto FromSums = &TverskyFromSums;
};
struct RegionFocalTversky
{
  using Options = FocalTverskyLossOptions;
  static constexpr const char * name = "region-focal-tversky";
  static constexpr auto FromSums = &FocalTverskyFromSums;
};
struct RegionJaccard
{
  using Options = JaccardLossOptions;
  static constexpr const char * name = "region-jaccard";
  static constexpr auto FromSums = &JaccardFromSums;
};
struct RegionLogCoshDice
{
  using Options = LogCoshDiceLossOptions;
  static constexpr const char * name = "region-log-cosh-dice";
  static constexpr auto FromSums = &LogCoshDiceFromSums;
};

} // namespace vox

#endif
