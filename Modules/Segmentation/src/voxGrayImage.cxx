// SPDX-License-Identifier: Apache-2.0
#include "voxGrayImage.h"

#include "voxError.h"
#include "voxTensorMemory.h"

#include <algorithm>
#include <array>

namespace vox
{
namespace
{

/** Channels as plain memory: the first value of each. */
struct Channels
{
  at::Tensor voxels;
  std::int64_t count = 0;
  std::int64_t size = 0; ///< voxels of each

  explicit Channels(const Volume & image) : voxels(Contiguous(image.voxels)), count(voxels.size(0))
  {
    size = count == 0 ? 0 : voxels.numel() / count;
  }
  [[nodiscard]] const float *
  At(std::int64_t channel) const
  {
    return ValuesOf<float>(voxels) + channel * size;
  }
};

at::Tensor
NewChannel(const ImageGeometry & geometry)
{
  const Zyx<std::int64_t> & size = geometry.size;
  return NewTensor(std::array<std::int64_t, 4>{1, size.z, size.y, size.x}, at::kFloat);
}

} // namespace

Volume
ChannelOf(const Volume & image, std::int64_t channel)
{
  const Channels channels(image);
  if (channel < 0 || channel >= channels.count)
  {
    Fail(ErrorKind::Usage, "channel: found {}, expected 0 to {} of an image with {} channels", channel,
         channels.count - 1, channels.count);
  }
  at::Tensor chosen = NewChannel(image.geometry);
  std::copy_n(channels.At(channel), channels.size, MutableValuesOf<float>(chosen));
  return MakeVolume(std::move(chosen), image.geometry);
}

Volume
ToGray(const Volume & image)
{
  const Channels channels(image);
  if (channels.count == 1)
  {
    return image;
  }
  if (channels.count != 3)
  {
    Fail(ErrorKind::BadInput, "found {} channels, expected one, or three as red, green and blue; choose a channel",
         channels.count);
  }
  at::Tensor luma = NewChannel(image.geometry);
  float * gray = MutableValuesOf<float>(luma);
  const float * red = channels.At(0);
  const float * green = channels.At(1);
  const float * blue = channels.At(2);
  for (std::int64_t i = 0; i < channels.size; ++i)
  {
    // In double, so that red = green = blue gives that value itself.
    gray[i] = static_cast<float>(0.299 * red[i] + 0.587 * green[i] + 0.114 * blue[i]);
  }
  return MakeVolume(std::move(luma), image.geometry);
}

} // namespace vox
