// SPDX-License-Identifier: Apache-2.0
#ifndef voxPassFactors_h
#define voxPassFactors_h

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace vox
{

/** Row `sample` of a gradient [N, K], zeros for an undefined one. */
template <typename T>
std::vector<T>
FactorsOf(const at::Tensor & gradient, std::int64_t sample, std::int64_t classes)
{
  if (!gradient.defined())
  {
    return std::vector<T>(static_cast<std::size_t>(classes), T(0));
  }
  const at::Tensor row = gradient.select(0, sample).contiguous();
  return {row.const_data_ptr<T>(), row.const_data_ptr<T>() + classes};
}

} // namespace vox

#endif
