// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiBasicUNet_h
#define voxMonaiBasicUNet_h

#include "Blocks/voxMonaiTwoConv.h"
#include "Nets/voxMonaiNet.h"

#include <array>

namespace vox
{

/** MONAI's BasicUNet. Children: conv_0, down_1 to down_4, upcat_4 to upcat_1, final_conv. */
class MonaiBasicUNet : public MonaiNet
{
public:
  explicit MonaiBasicUNet(const MonaiBasicUNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;

private:
  std::shared_ptr<MonaiTwoConv> m_First;
  std::array<std::shared_ptr<MonaiDown>, 4> m_Down; ///< finest first
  std::array<std::shared_ptr<MonaiUpCat>, 4> m_Up;  ///< coarsest first
  std::shared_ptr<Convolution> m_Last;
};

} // namespace vox

#endif
