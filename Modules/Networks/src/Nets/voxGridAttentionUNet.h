// SPDX-License-Identifier: Apache-2.0
#ifndef voxGridAttentionUNet_h
#define voxGridAttentionUNet_h

#include "Blocks/voxAttentionGate.h"
#include "Blocks/voxLevelBlock.h"
#include "Nets/voxNet.h"
#include "voxAttentionUNetOptions.h"

#include <optional>

namespace vox
{

/** See GridAttentionUNetOptions. Weights are drawn as by the authors: Kaiming normal. */
class GridAttentionUNet : public Net
{
public:
  explicit GridAttentionUNet(const GridAttentionUNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  /** The class maps of all levels, which the last layer fuses. */
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> AttentionMaps() const override;

private:
  void AddEncoder(const GridAttentionUNetOptions & options);
  void AddGates(const GridAttentionUNetOptions & options);
  void AddDecoder(const GridAttentionUNetOptions & options);

  // All lists finest level first.
  std::vector<std::shared_ptr<LevelBlock>> m_Encoder;
  std::optional<ConvUnit> m_GatingSignal;
  std::vector<std::shared_ptr<GridAttentionGate>> m_Gates; ///< of level 1 on
  std::vector<std::shared_ptr<LevelBlock>> m_Decoder;
  std::vector<std::shared_ptr<Convolution>> m_Classifiers;
  std::shared_ptr<Convolution> m_Fusion;
};

} // namespace vox

#endif
