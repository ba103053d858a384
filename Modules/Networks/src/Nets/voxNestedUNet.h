// SPDX-License-Identifier: Apache-2.0
#ifndef voxNestedUNet_h
#define voxNestedUNet_h

#include "Blocks/voxLevelBlock.h"
#include "Nets/voxNet.h"
#include "voxNestedUNetOptions.h"

namespace vox
{

/** See NestedUNetOptions. */
class NestedUNet : public Net
{
public:
  explicit NestedUNet(const NestedUNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  /** Null where the average of heads predicts. */
  [[nodiscard]] const Convolution * LastLayer() const override;

private:
  /** Nodes x(0, 1) to x(0, last); nodes that these do not need are not computed. */
  [[nodiscard]] std::vector<at::Tensor> FinestNodes(const at::Tensor & images, std::size_t last) const;
  /** Logits of these nodes, in the same order. */
  [[nodiscard]] std::vector<at::Tensor> Classify(const std::vector<at::Tensor> & nodes) const;

  std::vector<std::vector<std::shared_ptr<LevelBlock>>> m_Nodes; ///< [level][place along the skip]
  std::vector<std::shared_ptr<Convolution>> m_Heads;
  std::size_t m_Last; ///< node of the finest level that predicts, or the last of an average
  bool m_DeepSupervision;
  bool m_Average; ///< of all heads predicts
};

} // namespace vox

#endif
