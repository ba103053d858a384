// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiBasicUNetPlusPlus_h
#define voxMonaiBasicUNetPlusPlus_h

#include "Blocks/voxMonaiTwoConv.h"
#include "Nets/voxMonaiNet.h"

namespace vox
{

/** MONAI's BasicUNetPlusPlus. Node (i, j) lies at level i and is the j-th along its skip; it sees all nodes before it
 * on the level and the upsampled node (i + 1, j - 1). Children: conv_i_0, upcat_i_j, final_conv_0_j. */
class MonaiBasicUNetPlusPlus : public MonaiNet
{
public:
  explicit MonaiBasicUNetPlusPlus(const MonaiBasicUNetPlusPlusOptions & options);

  /** The head of node (0, 4) first, then those of (0, 3), (0, 2), (0, 1), all of the full size. */
  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;

private:
  /** Nodes (0, 0) to (0, 4). */
  [[nodiscard]] std::vector<at::Tensor> FinestNodes(const at::Tensor & images) const;

  std::shared_ptr<MonaiTwoConv> m_First;
  std::vector<std::shared_ptr<MonaiDown>> m_Down;             ///< of nodes (1, 0) to (4, 0)
  std::vector<std::vector<std::shared_ptr<MonaiUpCat>>> m_Up; ///< m_Up[j - 1][i] makes node (i, j)
  std::vector<std::shared_ptr<Convolution>> m_Heads;          ///< of nodes (0, 1) to (0, 4)
};

} // namespace vox

#endif
