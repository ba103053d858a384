// SPDX-License-Identifier: Apache-2.0
#ifndef voxInvertedResidual_h
#define voxInvertedResidual_h

#include "Encoders/voxEncoderLayers.h"

namespace vox
{

/** How the original names the layers of a block. */
enum class InvertedResidualNames
{
  MobileNetV2,        ///< conv.0.0, conv.0.1, conv.1.0, conv.1.1, conv.2, conv.3
  MobileNetV3,        ///< block.0.0, block.0.1, ..., block.2.fc1, block.2.fc2, ..., EfficientNet's in torchvision too
  SamePadEfficientNet ///< _expand_conv, _bn0, _depthwise_conv, _bn1, _se_reduce, _se_expand, _project_conv, _bn2
};

/** An inverted residual block. */
struct InvertedResidualShape
{
  std::int64_t inputs = 1;
  std::int64_t expanded = 1; ///< equal to the inputs: not expanded
  std::int64_t outputs = 1;
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  std::int64_t squeezed = 0; ///< channels by which channels are weighed; 0: they are not
  EncoderActivation activation = EncoderActivation::Relu6;
  double eps = 1e-5;
  double momentum = 0.1;
  InvertedResidualNames names = InvertedResidualNames::MobileNetV2;
  /** What TensorFlow's padding adds in front of and behind an axis; unset: half of the kernel on each side. */
  std::optional<std::pair<std::int64_t, std::int64_t>> padding = std::nullopt;
  double dropRate = 0.0; ///< in training: how often a sample skips the block
};

/** 1x1 convolution to more channels, depthwise convolution, weights for the channels by their means (squeeze and
 * excitation, Hu et al. 2018, arXiv 1709.01507), 1x1 convolution to few channels; the input is added where it has the
 * same shape. Sandler et al. 2018, arXiv 1801.04381. */
class InvertedResidual : public torch::nn::Module
{
public:
  InvertedResidual(const InvertedResidualShape & shape, int dimensions);

  at::Tensor forward(const at::Tensor & input) const;

private:
  /** The features times weights of their channels. */
  [[nodiscard]] at::Tensor Excited(const at::Tensor & features) const;

  InvertedResidualShape m_Shape;
  EncoderLayer m_Expand;
  EncoderLayer m_Depthwise;
  std::shared_ptr<Convolution> m_Reduce; ///< null without
  std::shared_ptr<Convolution> m_Excite;
  EncoderLayer m_Project;
};

/** What TensorFlow's padding adds in front of and behind an axis of `size` voxels. */
[[nodiscard]] std::pair<std::int64_t, std::int64_t> SamePadding(std::int64_t size, std::int64_t kernel,
                                                                std::int64_t stride);

/** With zeros in front of and behind each spatial axis. */
[[nodiscard]] at::Tensor Padded(const at::Tensor & features, std::pair<std::int64_t, std::int64_t> padding);

/** The padding of a convolution whose input has been padded where the two sides differ: the same on both sides, or
 * none. */
[[nodiscard]] std::int64_t SymmetricPart(std::pair<std::int64_t, std::int64_t> padding);

} // namespace vox

#endif
