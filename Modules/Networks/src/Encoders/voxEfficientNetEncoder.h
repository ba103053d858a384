// SPDX-License-Identifier: Apache-2.0
#ifndef voxEfficientNetEncoder_h
#define voxEfficientNetEncoder_h

#include "Encoders/voxImageEncoder.h"

namespace vox
{

/** Which of two implementations with the same layers. */
enum class EfficientNetTree
{
  Torchvision, ///< features.S.B.block...; paddings of half a kernel, eps 1e-5
  SamePad      ///< _conv_stem, _blocks.B._expand_conv...; TensorFlow's paddings for the published size, eps 1e-3
};

/** EfficientNet b0 to b4 (Tan and Le 2019, arXiv 1905.11946). Both trees list their tensors in the same order, so that
 * weights of one can be renamed to the other's (voxEncoderWeights.h). The last 1x1 convolution is the classifier's, and
 * features of half the size are the first layer's, as in segmentation_models.pytorch. */
class EfficientNetEncoder : public ImageEncoder
{
public:
  EfficientNetEncoder(const EncoderShape & shape, int member, EfficientNetTree tree);
  [[nodiscard]] WeightDraw DrawOf(std::string_view name, const at::Tensor & weight, std::int64_t fanIn) const override;

private:
  EfficientNetTree m_Tree;
};

} // namespace vox

#endif
