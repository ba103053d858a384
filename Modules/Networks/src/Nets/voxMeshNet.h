// SPDX-License-Identifier: Apache-2.0
#ifndef voxMeshNet_h
#define voxMeshNet_h

#include "Blocks/voxBatchNorm.h"
#include "Nets/voxNet.h"
#include "voxMeshNetOptions.h"

#include <memory>
#include <vector>

namespace vox
{

/** See MeshNetOptions. */
class MeshNet : public Net
{
public:
  explicit MeshNet(const MeshNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;

private:
  [[nodiscard]] at::Tensor NormedAndActivated(std::size_t layer, const ConvolvedFeatures & convolved) const;

  MeshNetActivation m_Activation;
  std::vector<std::shared_ptr<Convolution>> m_Convolutions;
  std::vector<std::shared_ptr<BatchNorm>> m_Norms; ///< as many, or none
  std::shared_ptr<Convolution> m_Head;
};

} // namespace vox

#endif
