// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiNet_h
#define voxMonaiNet_h

#include "Nets/voxNet.h"

namespace vox
{

/** A network of MONAI: weights drawn as torch draws them, slopes of PReLU at 1/4. */
class MonaiNet : public Net
{
public:
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
};

} // namespace vox

#endif
