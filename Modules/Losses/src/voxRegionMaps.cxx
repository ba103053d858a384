// SPDX-License-Identifier: Apache-2.0
#include "voxRegionMaps.h"

#include "voxError.h"
#include "voxFindLabel.h"
#include "voxLossChecks.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

namespace vox
{
namespace
{

using Regions = std::vector<std::vector<std::int64_t>>;

void
CheckLabelsOfRegions(const at::Tensor & labels, const Regions & regions,
                     const std::optional<std::int64_t> & ignoreLabel, const char * name)
{
  std::set<std::int64_t> known{0};
  for (const std::vector<std::int64_t> & region : regions)
  {
    known.insert(region.begin(), region.end());
  }
  std::vector<char> isKnown(static_cast<std::size_t>(std::max<std::int64_t>(*known.rbegin(), 0)) + 1);
  for (const std::int64_t label : known)
  {
    isKnown[static_cast<std::size_t>(std::max<std::int64_t>(label, 0))] = 1;
  }
  const std::int64_t ignored = ignoreLabel.value_or(0);
  const auto wrong = FindLabel(WholeNumbers(labels, name), [&](std::int64_t label) {
    const bool isIn = label >= 0 && label < std::ssize(isKnown) && isKnown[static_cast<std::size_t>(label)] != 0;
    return !isIn && label != ignored;
  });
  if (wrong)
  {
    Fail(ErrorKind::BadInput, "{}: found label {}, expected one of the regions ({}){}", name, *wrong,
         fmt::join(known, ", "), ignoreLabel ? fmt::format(" or the ignore label {}", *ignoreLabel) : "");
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

void
CheckRegions(const at::Tensor & logits, const at::Tensor & labels, const Regions & regions,
             const std::optional<std::int64_t> & ignoreLabel, const char * name)
{
  CheckLossShapes(logits, labels, name, 1);
  const std::int64_t heads = logits.size(1);
  if (regions.empty())
  {
    CheckLabels(labels, heads, ignoreLabel, name);
    return;
  }
  if (static_cast<std::int64_t>(regions.size()) != heads)
  {
    Fail(ErrorKind::BadInput, "{}: found {} regions and logits of {} heads, expected one head for each region", name,
         regions.size(), heads);
  }
  CheckLabelsOfRegions(labels, regions, ignoreLabel, name);
}

at::Tensor
RegionOf(std::int64_t head, const at::Tensor & labels, const Regions & regions, const at::Tensor & like)
{
  const auto values = regions.empty() ? std::vector{head} : regions[static_cast<std::size_t>(head)];
  return at::isin(labels, at::tensor(values, labels.options())).to(like.scalar_type());
}

RegionMaps
ComputeRegionMaps(const at::Tensor & logits, const at::Tensor & labels, const Regions & regions,
                  const std::optional<std::int64_t> & ignoreLabel, const char * name)
{
  CheckRegions(logits, labels, regions, ignoreLabel, name);
  RegionMaps maps;
  maps.logits = ToSumType(logits).flatten(2);
  const at::Tensor target = labels.flatten(1).to(at::kLong);
  std::vector<at::Tensor> references;
  for (std::int64_t head = 0; head < logits.size(1); ++head)
  {
    references.push_back(RegionOf(head, target, regions, maps.logits));
  }
  maps.reference = at::stack(references, 1);
  maps.counted = at::ones_like(target, maps.logits.options()).unsqueeze(1);
  if (ignoreLabel)
  {
    maps.counted = target.ne(*ignoreLabel).to(maps.logits.scalar_type()).unsqueeze(1);
    maps.reference = maps.reference * maps.counted;
  }
  return maps;
}

} // namespace vox
