// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxLevelBlock.h"

#include <ATen/ops/dropout.h>

namespace vox
{
namespace
{

ConvolutionShape
ShapeOf(const ConvPairShape & pair, std::int64_t inputChannels, std::int64_t outputChannels)
{
  ConvolutionShape shape = PaddedShape(inputChannels, outputChannels);
  shape.bias = pair.bias;
  if (!pair.padding)
  {
    shape.padding = {0, 0, 0};
  }
  return shape;
}

ConvPairNames
SequenceNames(bool batchNorm)
{
  return batchNorm ? ConvPairNames{"0", "1", "3", "4"} : ConvPairNames{"0", "", "2", ""};
}

} // namespace

ConvPair::ConvPair(const ConvPairShape & shape, int dimensions)
    : ConvPair(shape, dimensions, SequenceNames(shape.batchNorm))
{}

ConvPair::ConvPair(const ConvPairShape & shape, int dimensions, const ConvPairNames & names)
    : m_First(*this, ShapeOf(shape, shape.inputChannels, shape.middleChannels), dimensions, names.convolution1,
              names.norm1),
      m_Second(*this, ShapeOf(shape, shape.middleChannels, shape.outputChannels), dimensions, names.convolution2,
               names.norm2),
      m_Dropout(shape.dropout)
{}

at::Tensor
ConvPair::forward(const at::Tensor & input, const at::Tensor & other) const
{
  const at::Tensor features = m_Second.forward(m_First.forward(input, other));
  return m_Dropout > 0.0 && is_training() ? at::dropout(features, m_Dropout, true) : features;
}

std::shared_ptr<LevelBlock>
MakeConvPair(std::int64_t inputChannels, std::int64_t outputChannels, int dimensions)
{
  const ConvPairShape shape{
      .inputChannels = inputChannels, .middleChannels = outputChannels, .outputChannels = outputChannels};
  return std::make_shared<ConvPair>(shape, dimensions);
}

} // namespace vox
