// SPDX-License-Identifier: Apache-2.0
#ifndef voxFindLabel_h
#define voxFindLabel_h

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace vox
{

/** The labels as int64 without gaps. Throws Error(BadInput) that begins with `name` for labels that are no whole
 * numbers. */
[[nodiscard]] at::Tensor WholeNumbers(const at::Tensor & labels, const char * name);

/** The first label of a result of WholeNumbers for which isWanted(label) holds. They are counted first, several at
 * once, and sought only where there are any. */
template <typename TIsWanted>
std::optional<std::int64_t>
FindLabel(const at::Tensor & labels, const TIsWanted & isWanted)
{
  const std::int64_t * const first = labels.const_data_ptr<std::int64_t>();
  const std::int64_t * const last = first + labels.numel();
  std::int64_t wanted = 0;
  for (const std::int64_t * label = first; label != last; ++label)
  {
    wanted += isWanted(*label) ? 1 : 0;
  }
  return wanted > 0 ? std::optional<std::int64_t>(*std::find_if(first, last, isWanted)) : std::nullopt;
}

} // namespace vox

#endif
