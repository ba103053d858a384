// SPDX-License-Identifier: Apache-2.0
#include "voxDecodeLogits.h"

#include "voxError.h"
#include "voxProgressPart.h"

#include <ATen/ATen.h>

#include <fmt/ranges.h>

#include <utility>
#include <vector>

namespace vox
{
namespace
{

void
RequireOrder(const DatasetDescription & description)
{
  const auto orders = static_cast<std::int64_t>(description.regionsClassOrder.size());
  if (description.HasRegions() && orders != description.HeadCount())
  {
    Fail(ErrorKind::BadModel, "regions_class_order has {} values, expected {}, one per region", orders,
         description.HeadCount());
  }
}

void
RequireHeads(const at::Tensor & logits, const DatasetDescription & description)
{
  if (logits.dim() != 4 || logits.size(0) != description.HeadCount())
  {
    Fail(ErrorKind::BadModel, "logits of shape [{}]: expected [K, D, H, W] with K = {}, one per {} of the data set",
         fmt::join(logits.sizes(), ", "), description.HeadCount(), description.HasRegions() ? "region" : "class");
  }
  RequireOrder(description);
}

/** Region i as two classes with the logits 0 and l: then the softmax of the second class is sigmoid(l). So a region
 * takes the same way back to the file's grid as any class. */
at::Tensor
AsTwoClasses(const at::Tensor & logits, std::int64_t region)
{
  const at::Tensor inside = logits[region];
  return at::stack({at::zeros_like(inside), inside});
}

/** Calls `decode(i, context)` for each region with its part of the progress. */
template <typename TDecode>
void
ForEachRegion(std::int64_t regions, const RunContext & context, TDecode && decode)
{
  for (std::int64_t i = 0; i < regions; ++i)
  {
    context.ThrowIfCancelled();
    const double share = 1.0 / static_cast<double>(regions);
    decode(i, PartOf(context, static_cast<double>(i) * share, static_cast<double>(i + 1) * share));
  }
}

} // namespace

LabelRule
LabelRuleOf(const DatasetDescription & description)
{
  RequireOrder(description);
  return {description.HeadCount(),
          description.HasRegions() ? description.regionsClassOrder : std::vector<std::int64_t>(), false};
}

Volume
DecodeLabels(const at::Tensor & logits, const PreprocessRecord & record, const DatasetDescription & description,
             const RunContext & context)
{
  RequireHeads(logits, description);
  if (!description.HasRegions())
  {
    return InvertLogits(logits, record, context);
  }
  return InvertRegions(logits, description.regionsClassOrder, record, context);
}

Volume
DecodeProbabilities(const at::Tensor & logits, const PreprocessRecord & record, const DatasetDescription & description,
                    const RunContext & context)
{
  RequireHeads(logits, description);
  if (!description.HasRegions())
  {
    return InvertProbabilities(logits, record, context);
  }
  std::vector<at::Tensor> regions;
  ForEachRegion(logits.size(0), context, [&](std::int64_t i, const RunContext & part) {
    regions.push_back(InvertProbabilities(AsTwoClasses(logits, i), record, part).voxels[1]);
  });
  return MakeVolume(at::stack(regions), record.original);
}

} // namespace vox
