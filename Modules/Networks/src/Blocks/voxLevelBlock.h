// SPDX-License-Identifier: Apache-2.0
#ifndef voxLevelBlock_h
#define voxLevelBlock_h

#include "Blocks/voxConvUnit.h"

namespace vox
{

/** What a U-Net computes at a level, in its encoder or its decoder. */
class LevelBlock : public torch::nn::Module
{
public:
  /** Of the channels of `input` and, unless undefined, of `other` behind them. */
  virtual at::Tensor forward(const at::Tensor & input, const at::Tensor & other) const = 0;
};

/** What a pair of convolutions needs to know. */
struct ConvPairShape
{
  std::int64_t inputChannels = 1;
  std::int64_t middleChannels = 1;
  std::int64_t outputChannels = 1;
  bool batchNorm = true;
  bool bias = true;
  bool padding = true;
  double dropout = 0.0; ///< probability of each value of the result, in training
};

/** Paths of the layers of a pair; norms may be empty. */
struct ConvPairNames
{
  std::string_view convolution1;
  std::string_view norm1;
  std::string_view convolution2;
  std::string_view norm2;
};

/** Two convolutions of kernel 3, each with its norm, if any, and ReLU. Children by default as in a sequence: 0, 1, 3, 4
 * (2 and 5 are the ReLUs), without norms 0, 2. */
class ConvPair : public LevelBlock
{
public:
  ConvPair(const ConvPairShape & shape, int dimensions);
  ConvPair(const ConvPairShape & shape, int dimensions, const ConvPairNames & names);

  at::Tensor forward(const at::Tensor & input, const at::Tensor & other) const override;

private:
  ConvUnit m_First;
  ConvUnit m_Second;
  double m_Dropout;
};

/** A pair as most networks have it: with norms, biases and padding, and as many channels in the middle as at the end.
 */
[[nodiscard]] std::shared_ptr<LevelBlock> MakeConvPair(std::int64_t inputChannels, std::int64_t outputChannels,
                                                       int dimensions);

} // namespace vox

#endif
