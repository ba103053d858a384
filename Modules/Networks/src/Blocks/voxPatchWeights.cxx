// SPDX-License-Identifier: Apache-2.0
#include "Blocks/voxPatchWeights.h"

namespace vox
{

PatchWeights::PatchWeights(const float * weight, const float * bias, std::int64_t outputChannels,
                           std::int64_t inputChannels, const Zyx<std::int64_t> & kernelSize)
    : m_OutputChannels(outputChannels),
      m_InputChannels(inputChannels),
      m_KernelSize(kernelSize),
      m_Matrix(Product(kernelSize) * inputChannels, outputChannels)
{
  for (std::int64_t column = 0; column < outputChannels; ++column)
  {
    m_Matrix.BiasAt(column) = bias == nullptr ? 0.0F : bias[column];
    for (std::int64_t k = 0; k < m_Matrix.Depth(); ++k)
    {
      m_Matrix.At(k, column) = weight[column * m_Matrix.Depth() + k];
    }
  }
}

std::int64_t
PatchWeights::InputChannels() const
{
  return m_InputChannels;
}

std::int64_t
PatchWeights::OutputChannels() const
{
  return m_OutputChannels;
}

const Zyx<std::int64_t> &
PatchWeights::KernelSize() const
{
  return m_KernelSize;
}

const PackedColumns &
PatchWeights::Matrix() const
{
  return m_Matrix;
}

} // namespace vox
