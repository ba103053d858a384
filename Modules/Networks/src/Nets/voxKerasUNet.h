// SPDX-License-Identifier: Apache-2.0
#ifndef voxKerasUNet_h
#define voxKerasUNet_h

#include "Blocks/voxTransposedConvolution.h"
#include "Nets/voxNet.h"
#include "voxLessonUNetOptions.h"

namespace vox
{

/** See KerasUNetOptions. Weights are drawn as Keras does: Glorot uniform, biases 0. */
class KerasUNet : public Net
{
public:
  explicit KerasUNet(const KerasUNetOptions & options);

  std::vector<at::Tensor> forward(const at::Tensor & images, bool deepSupervision) override;
  at::Tensor Features(const at::Tensor & images) override;
  [[nodiscard]] const Convolution * LastLayer() const override;
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  SkipConnection m_Skip;
  std::shared_ptr<Convolution> m_Convolution;
  std::shared_ptr<TransposedConvolution> m_Upsampling;
  std::shared_ptr<Convolution> m_Head;
};

} // namespace vox

#endif
