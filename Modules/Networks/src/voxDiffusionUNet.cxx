// SPDX-License-Identifier: Apache-2.0
#include "voxDiffusionUNet.h"

#include "voxError.h"

#include "Nets/voxDiffusionNet.h"

namespace vox
{
namespace
{

constexpr const char * kName = "DiffusionUNet";

DiffusionUNetOptions
OptionsOf(const NetworkDefinition & definition)
{
  if (definition.name != kName)
  {
    Fail(ErrorKind::BadModel, "network '{}' predicts no noise: expected {}", definition.name, kName);
  }
  DiffusionUNetOptions options;
  FromJson(definition.options, options, kName);
  return options;
}

void
CheckConditions(const at::Tensor & noisy, const at::Tensor & timesteps, const at::Tensor & context,
                std::int64_t contextChannels)
{
  const std::int64_t samples = noisy.dim() == 0 ? 0 : noisy.size(0);
  if (timesteps.dim() != 1 || timesteps.size(0) != samples)
  {
    Fail(ErrorKind::BadInput, "{}: found timesteps of shape [{}], expected one for each of {} samples", kName,
         fmt::join(timesteps.sizes(), ", "), samples);
  }
  if (!context.defined())
  {
    return;
  }
  if (contextChannels == 0)
  {
    Fail(ErrorKind::BadInput, "{}: found a context, but the network has no cross attention; set context_channels",
         kName);
  }
  if (context.dim() != 3 || context.size(0) != samples || context.size(2) != contextChannels)
  {
    Fail(ErrorKind::BadInput, "{}: found a context of shape [{}], expected [{}, T, {}]", kName,
         fmt::join(context.sizes(), ", "), samples, contextChannels);
  }
}

} // namespace

DiffusionUNet::DiffusionUNet(const DiffusionUNetOptions & options, std::uint64_t seed)
    : m_Options(options), m_Network(kName, options, seed)
{}

DiffusionUNet::DiffusionUNet(const Network & network) : m_Options(OptionsOf(network.Definition())), m_Network(network)
{}

at::Tensor
DiffusionUNet::Predict(const at::Tensor & noisy, const at::Tensor & timesteps, const at::Tensor & context)
{
  CheckConditions(noisy, timesteps, context, m_Options.contextChannels);
  return m_Network.Run(noisy, [&](Net & net, const at::Tensor & images) {
    return static_cast<DiffusionNet &>(net).Predict(images, timesteps, context);
  });
}

std::vector<std::pair<std::string, at::Tensor>>
DiffusionUNet::Parameters() const
{
  return m_Network.Parameters();
}

Network &
DiffusionUNet::AsNetwork()
{
  return m_Network;
}

} // namespace vox
