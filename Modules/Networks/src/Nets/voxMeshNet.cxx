// SPDX-License-Identifier: Apache-2.0
#include "Nets/voxMeshNet.h"

#include "Blocks/voxActivation.h"
#include "Blocks/voxConvUnit.h"
#include "Blocks/voxRegisterAt.h"
#include "Blocks/voxWidened.h"

#include <fmt/format.h>

namespace vox
{

MeshNet::MeshNet(const MeshNetOptions & options) : m_Activation(options.activation)
{
  ConvolutionShape shape = PaddedShape(options.inputChannels, options.features);
  std::size_t place = 0;
  for (const std::int64_t dilation : options.dilations)
  {
    shape.dilation = {dilation, dilation, dilation};
    m_Convolutions.push_back(
        RegisterAt(*this, fmt::format("model.{}", place++), std::make_shared<Convolution>(shape, options.dimensions)));
    if (options.batchNorm)
    {
      m_Norms.push_back(
          RegisterAt(*this, fmt::format("model.{}", place++), std::make_shared<BatchNorm>(options.features)));
    }
    ++place; // the activation's
    shape.inputChannels = options.features;
  }
  m_Head = RegisterAt(
      *this, fmt::format("model.{}", place),
      std::make_shared<Convolution>(PointShape(options.features, options.outputChannels), options.dimensions));
}

std::vector<at::Tensor>
MeshNet::forward(const at::Tensor & images, bool /*deepSupervision*/)
{
  return {m_Head->forward(Widened(Features(images)))};
}

at::Tensor
MeshNet::Features(const at::Tensor & images)
{
  at::Tensor features = images;
  for (std::size_t layer = 0; layer < m_Convolutions.size(); ++layer)
  {
    features = NormedAndActivated(layer, m_Convolutions[layer]->Convolve(features, {}));
  }
  return features;
}

at::Tensor
MeshNet::NormedAndActivated(std::size_t layer, const ConvolvedFeatures & convolved) const
{
  const bool isRelu = m_Activation == MeshNetActivation::Relu;
  if (m_Norms.empty())
  {
    return isRelu ? ReluOfOwn(convolved.features) : EluOfOwn(convolved.features);
  }
  const at::Tensor normed = m_Norms[layer]->forward(convolved, {}, isRelu ? 0.0 : 1.0);
  return isRelu ? normed : EluOfOwn(normed);
}

const Convolution *
MeshNet::LastLayer() const
{
  return m_Head.get();
}

} // namespace vox
