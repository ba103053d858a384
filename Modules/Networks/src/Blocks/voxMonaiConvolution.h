// SPDX-License-Identifier: Apache-2.0
#ifndef voxMonaiConvolution_h
#define voxMonaiConvolution_h

#include "Blocks/voxConvolution.h"
#include "Blocks/voxPRelu.h"
#include "Blocks/voxTransposedConvolution.h"
#include "voxMonaiLayers.h"

#include <memory>
#include <optional>

namespace vox
{

/** What MONAI puts behind a convolution. */
struct MonaiAdnShape
{
  MonaiNorm norm = MonaiNorm::Instance;
  std::optional<double> negativeSlope = std::nullopt; ///< of the leaky ReLU, 0 is ReLU; unset: PReLU
  double dropout = 0.0;
};

/** Its norm of this kind. */
[[nodiscard]] std::shared_ptr<Norm> MakeMonaiNorm(MonaiNorm kind, std::int64_t channels);

/** Norm, dropout in training, activation ("NDA"). Children: N, and A if it is trained. */
class MonaiAdn : public torch::nn::Module
{
public:
  MonaiAdn(std::int64_t channels, const MonaiAdnShape & shape);

  at::Tensor forward(const ConvolvedFeatures & convolved) const;

private:
  std::shared_ptr<Norm> m_Norm;
  std::shared_ptr<PRelu> m_PRelu; ///< null for a fixed slope
  double m_NegativeSlope;
  double m_Dropout;
};

/** A layer from features to features. */
class MonaiUnit : public torch::nn::Module
{
public:
  virtual at::Tensor forward(const at::Tensor & input) const = 0;
};

/** Convolution and what may follow. Children: conv, adn. */
class MonaiConvolution : public MonaiUnit
{
public:
  /** Without `adn` the convolution alone. */
  MonaiConvolution(const ConvolutionShape & shape, const std::optional<MonaiAdnShape> & adn, int dimensions);

  at::Tensor forward(const at::Tensor & input) const override;
  /** The channels of `skip` lie behind those of `input`. */
  at::Tensor forward(const at::Tensor & input, const at::Tensor & skip) const;

private:
  std::shared_ptr<Convolution> m_Conv;
  std::shared_ptr<MonaiAdn> m_Adn; ///< null for none
};

/** The same of a transposed convolution that brings features to `stride` times their size. */
class MonaiUpConvolution : public MonaiUnit
{
public:
  MonaiUpConvolution(const ConvolutionShape & shape, const std::optional<MonaiAdnShape> & adn, int dimensions);

  at::Tensor forward(const at::Tensor & input) const override;

private:
  std::shared_ptr<TransposedConvolution> m_Conv;
  std::shared_ptr<MonaiAdn> m_Adn;
};

} // namespace vox

#endif
