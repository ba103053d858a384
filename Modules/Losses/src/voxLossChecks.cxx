// SPDX-License-Identifier: Apache-2.0
#include "voxLossChecks.h"

#include "voxError.h"
#include "voxFindLabel.h"

#include <ATen/ATen.h>

namespace vox
{

void
CheckLossShapes(const at::Tensor & logits, const at::Tensor & labels, const char * name, std::int64_t fewestHeads)
{
  bool fits = logits.dim() >= 3 && logits.is_floating_point() && logits.size(1) >= fewestHeads && logits.numel() > 0 &&
              labels.dim() == logits.dim() - 1 && labels.size(0) == logits.size(0);
  for (std::int64_t axis = 2; fits && axis < logits.dim(); ++axis)
  {
    fits = labels.size(axis - 1) == logits.size(axis);
  }
  if (!fits)
  {
    Fail(ErrorKind::BadInput,
         "{}: found logits [{}] and labels [{}], expected floating-point logits [N, K, D, H, W] with K of {} or more "
         "and "
         "labels [N, D, H, W]",
         name, fmt::join(logits.sizes(), ", "), fmt::join(labels.sizes(), ", "), fewestHeads);
  }
}

void
CheckLabels(const at::Tensor & labels, std::int64_t classes, const std::optional<std::int64_t> & ignoreLabel,
            const char * name)
{
  const std::int64_t ignored = ignoreLabel.value_or(0);
  const auto wrong = FindLabel(WholeNumbers(labels, name),
                               [=](std::int64_t label) { return (label < 0 || label >= classes) && label != ignored; });
  if (wrong)
  {
    Fail(ErrorKind::BadInput, "{}: found label {}, expected 0 to {}{}", name, *wrong, classes - 1,
         ignoreLabel ? fmt::format(" or the ignore label {}", *ignoreLabel) : "");
  }
}

void
RequireAtLeastZero(double value, const char * loss, const char * option)
{
  if (!(value >= 0.0))
  {
    Fail(ErrorKind::Usage, "{}: {} is {}, expected 0 or more", loss, option, value);
  }
}

void
RequireAtLeastZero(const std::vector<double> & values, const char * loss, const char * option)
{
  for (const double value : values)
  {
    RequireAtLeastZero(value, loss, option);
  }
}

void
RequireShare(double value, const char * loss, const char * option)
{
  if (!(value >= 0.0 && value <= 1.0))
  {
    Fail(ErrorKind::Usage, "{}: {} is {}, expected 0 to 1", loss, option, value);
  }
}

at::Tensor
ToSumType(const at::Tensor & logits)
{
  return logits.scalar_type() == at::kDouble ? logits : logits.to(at::kFloat);
}

} // namespace vox
