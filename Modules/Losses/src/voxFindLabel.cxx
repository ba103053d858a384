// SPDX-License-Identifier: Apache-2.0
#include "voxFindLabel.h"

#include "voxError.h"

#include <ATen/ATen.h>

namespace vox
{

at::Tensor
WholeNumbers(const at::Tensor & labels, const char * name)
{
  const at::Tensor whole = labels.to(at::kLong).contiguous();
  if (labels.is_floating_point() && !labels.equal(whole.to(labels.scalar_type())))
  {
    Fail(ErrorKind::BadInput, "{}: found labels that are no whole numbers, expected whole numbers from 0 on", name);
  }
  return whole;
}

} // namespace vox
