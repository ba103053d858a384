// SPDX-License-Identifier: Apache-2.0
#ifndef voxEncoderLayers_h
#define voxEncoderLayers_h

#include "Blocks/voxBatchNorm.h"
#include "Blocks/voxConvolution.h"

#include <memory>
#include <string>

namespace vox
{

/** What follows a layer of an image encoder. */
enum class EncoderActivation
{
  Identity,
  Relu,
  Relu6,
  Silu,
  HardSwish,
  Tanh
};

/** Without gradients in place: the features are nobody else's. */
[[nodiscard]] at::Tensor Activate(at::Tensor features, EncoderActivation activation);

/** How a layer of an image encoder differs from a convolution. */
struct EncoderLayerShape
{
  ConvolutionShape convolution;
  EncoderActivation activation = EncoderActivation::Relu;
  double eps = 1e-5; ///< of the batch norm
  double momentum = 0.1;
};

/** Convolution, batch norm if it has one, activation. Not a module: original networks name the two layers in many ways,
 * and list them where they like, so that both are children of whoever makes it. */
class EncoderLayer
{
public:
  EncoderLayer() = default;
  /** Registers the convolution under its name and, unless its name is empty, the norm in `parent`. */
  EncoderLayer(torch::nn::Module & parent, const std::string & convolutionName, const std::string & normName,
               const EncoderLayerShape & shape, int dimensions);

  /** Channels of `skip`, unless undefined, follow those of `input`; `residual`, unless undefined, is added before the
   * activation, and only layers with a norm take it. */
  at::Tensor operator()(const at::Tensor & input, const at::Tensor & skip = {}, const at::Tensor & residual = {}) const;

  /** False for a layer that was not made. */
  explicit operator bool() const { return m_Convolution != nullptr; }

private:
  std::shared_ptr<Convolution> m_Convolution;
  std::shared_ptr<BatchNorm> m_Norm; ///< null without
  EncoderActivation m_Activation = EncoderActivation::Identity;
};

/** A kernel, stride or padding that is the same along all axes. */
[[nodiscard]] constexpr Zyx<std::int64_t>
Cube(std::int64_t size)
{
  return {size, size, size};
}

/** A child without layers of its own, for names with more than one part. */
[[nodiscard]] torch::nn::Module & AddGroup(torch::nn::Module & parent, const std::string & name);

/** A window of `kernel` voxels along each axis. */
struct PoolShape
{
  std::int64_t kernel = 2;
  std::int64_t stride = 2;
  std::int64_t padding = 0;
  bool partialWindows = false; ///< those that reach over the end count too
};

/** These take [N, C, (D,) H, W]. */
[[nodiscard]] at::Tensor MaxPool(const at::Tensor & features, const PoolShape & shape);
/** Over boxes of 2 voxels along each axis. */
[[nodiscard]] at::Tensor HalvedByAverage(const at::Tensor & features);
/** Nearest neighbor, twice the size. */
[[nodiscard]] at::Tensor Doubled(const at::Tensor & features);
/** Mean of each channel: [N, C, (1,) 1, 1]. */
[[nodiscard]] at::Tensor ChannelMeans(const at::Tensor & features);
/** [N, C size^axes], of averages over `size` parts of each axis, float32. */
[[nodiscard]] at::Tensor FlatAverages(const at::Tensor & features, std::int64_t size);

} // namespace vox

#endif
