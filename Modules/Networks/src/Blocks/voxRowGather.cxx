// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxRowGather.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstring>

namespace vox
{
namespace
{

at::Tensor
Gathered(const at::Tensor & from, const at::Tensor & order)
{
  const at::Tensor rows = from.contiguous();
  if (!rows.device().is_cpu())
  {
    const at::Tensor index = order.to(rows.device());
    return rows.index_select(0, index.clamp_min(0)).masked_fill((index < 0).unsqueeze(1), 0);
  }
  const at::Tensor result = at::empty({order.size(0), rows.size(1)}, rows.options());
  const auto bytes = static_cast<std::size_t>(rows.size(1) * rows.element_size());
  const auto * const source = static_cast<const char *>(rows.const_data_ptr());
  auto * const target = static_cast<char *>(result.data_ptr());
  const auto * const index = order.const_data_ptr<std::int64_t>();
  at::parallel_for(0, order.size(0), 1024, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row)
    {
      char * const place = target + static_cast<std::size_t>(row) * bytes;
      if (index[row] < 0)
      {
        std::memset(place, 0, bytes); // zero in every floating-point type
      }
      else
      {
        std::memcpy(place, source + static_cast<std::size_t>(index[row]) * bytes, bytes);
      }
    }
  });
  return result;
}

class RowGatherFunction : public torch::autograd::Function<RowGatherFunction>
{
public:
  static at::Tensor
  forward(torch::autograd::AutogradContext * context, const at::Tensor & rows, const at::Tensor & there,
          const at::Tensor & back)
  {
    context->saved_data["back"] = back;
    return Gathered(rows, there);
  }

  static torch::autograd::variable_list
  backward(torch::autograd::AutogradContext * context, const torch::autograd::variable_list & gradients)
  {
    return {Gathered(gradients[0], context->saved_data["back"].toTensor()), {}, {}};
  }
};

} // namespace

at::Tensor
GatherRows(const at::Tensor & rows, const RowOrder & order)
{
  return RowGatherFunction::apply(rows, order.there, order.back);
}

} // namespace vox
