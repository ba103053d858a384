// SPDX-License-Identifier: Apache-2.0
#include "voxNumbers.h"

#include "voxLossRegistry.h"

#include <ATen/ATen.h>

#include <cmath>

namespace vox
{
namespace
{

/** The place of the first entry that is set, outermost axis first; empty where none is. */
std::vector<std::int64_t>
FirstOf(const at::Tensor & isWanted)
{
  const at::Tensor places = isWanted.nonzero();
  if (places.size(0) == 0)
  {
    return {};
  }
  const at::Tensor first = places[0].contiguous();
  return {first.const_data_ptr<std::int64_t>(), first.const_data_ptr<std::int64_t>() + first.numel()};
}

} // namespace

void
RequireNumbers(const at::Tensor & value, const at::Tensor & logits)
{
  if (!std::isnan(value.item<double>()))
  {
    return;
  }
  for (const auto & [what, wanted] : {std::pair("NaN", logits.isnan()), std::pair("an infinite value", logits.isinf())})
  {
    const std::vector<std::int64_t> place = FirstOf(wanted);
    if (!place.empty())
    {
      throw NotANumberError(ErrorKind::BadInput,
                            fmt::format("logits: {} at [{}]: expected finite numbers; a training diverged, or an image "
                                        "holds values that are no numbers",
                                        what, fmt::join(place, ", ")));
    }
  }
}

} // namespace vox
