// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxNetwork.h"

#include "Nets/voxUNet.h"

namespace vox
{
namespace
{

template <typename TEncoder>
std::shared_ptr<UNet>
Make(const UNetOptions & options)
{
  return std::make_shared<UNet>(std::make_shared<TEncoder>(options), options);
}

constexpr NetworkEntry registry[] = {
    {"PlainConvUNet", "nnU-Net's default: plain convolutions in encoder and decoder", &Make<PlainConvEncoder>},
    {"ResidualEncoderUNet", "nnU-Net's ResEnc presets: residual blocks in the encoder", &Make<ResidualEncoder>},
};

} // namespace

std::span<const NetworkEntry>
NetworkRegistry()
{
  return registry;
}

} // namespace vox
