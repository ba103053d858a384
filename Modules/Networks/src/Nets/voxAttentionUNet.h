// SPDX-License-Identifier: Apache-2.0
#ifndef voxAttentionUNet_h
#define voxAttentionUNet_h

#include "Blocks/voxAttentionGate.h"
#include "Nets/voxLevelUNet.h"
#include "voxAttentionUNetOptions.h"

namespace vox
{

/** See AttentionUNetOptions. */
class AttentionUNet : public LevelUNet
{
public:
  explicit AttentionUNet(const AttentionUNetOptions & options);

  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> AttentionMaps() const override;

protected:
  at::Tensor Gated(std::size_t step, at::Tensor skip, const at::Tensor & upsampled) override;

private:
  std::vector<std::pair<std::string, std::shared_ptr<AttentionGate>>> m_Gates; ///< coarsest first
};

} // namespace vox

#endif
