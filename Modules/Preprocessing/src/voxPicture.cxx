// SPDX-License-Identifier: Apache-2.0
#include "voxPicture.h"

#include "voxResizePicture.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

std::vector<std::uint8_t>
Bytes(const at::Tensor & plane, std::int64_t offset, const char * what)
{
  const at::Tensor values = plane.to(at::kFloat).contiguous();
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(values.numel()));
  const float * value = values.const_data_ptr<float>();
  for (std::uint8_t & byte : bytes)
  {
    const float shifted = *value++ + static_cast<float>(offset);
    if (!(shifted >= 0.0F && shifted <= 255.0F) || shifted != std::floor(shifted))
    {
      Fail(ErrorKind::BadInput,
           "{}: found the value {}, expected whole numbers from 0 to 255; is it a picture of 8 bits?", what, shifted);
    }
    byte = static_cast<std::uint8_t>(shifted);
  }
  return bytes;
}

/** ITU-R 601 luma in 16 bits of fraction, rounded. */
at::Tensor
Grey(const at::Tensor & image)
{
  if (image.size(0) == 1)
  {
    return image;
  }
  if (image.size(0) != 3)
  {
    Fail(ErrorKind::BadInput, "picture: found {} channels, expected 1 or red, green and blue", image.size(0));
  }
  const at::Tensor whole = image.to(at::kLong);
  const at::Tensor sum = whole[0] * 19595 + whole[1] * 38470 + whole[2] * 7471 + 32768;
  return at::bitwise_right_shift(sum, 16).to(at::kFloat).unsqueeze(0);
}

kernels::PictureSize
SizeOf(const at::Tensor & plane)
{
  return {plane.size(-2), plane.size(-1)};
}

} // namespace

Zyx<std::int64_t>
PictureTarget(const Zyx<std::int64_t> & size, const PictureOptions & options)
{
  if (!options.keepAspect)
  {
    return {1, options.rows, options.columns};
  }
  const double scale = std::min(static_cast<double>(options.rows) / static_cast<double>(size.y),
                                static_cast<double>(options.columns) / static_cast<double>(size.x));
  const auto scaled = [scale](std::int64_t pixels) {
    return std::max<std::int64_t>(1, std::llround(scale * static_cast<double>(pixels)));
  };
  return {1, scaled(size.y), scaled(size.x)};
}

at::Tensor
ResizedPicture(const at::Tensor & image, const PictureOptions & options)
{
  if (image.size(1) != 1)
  {
    Fail(ErrorKind::BadInput, "picture: found {} slices, expected 1", image.size(1));
  }
  const Zyx<std::int64_t> size = PictureTarget({1, image.size(2), image.size(3)}, options);
  at::Tensor resized = at::empty({image.size(0), 1, size.y, size.x}, at::kFloat);
  for (std::int64_t channel = 0; channel < image.size(0); ++channel)
  {
    const std::vector<std::uint8_t> bytes =
        kernels::ResizePicture(Bytes(image[channel], 0, "picture"), SizeOf(image), {size.y, size.x});
    std::ranges::copy(bytes, resized.mutable_data_ptr<float>() + channel * resized.stride(0));
  }
  return options.grey ? Grey(resized) : resized;
}

at::Tensor
ResizedLabels(const at::Tensor & labels, const PictureOptions & options)
{
  const Zyx<std::int64_t> size = PictureTarget({1, labels.size(1), labels.size(2)}, options);
  if (options.labels == LabelResize::Nearest)
  {
    const auto pixels = [](std::int64_t from, std::int64_t to) { return at::tensor(kernels::NearestPixels(from, to)); };
    return labels.index_select(1, pixels(labels.size(1), size.y)).index_select(2, pixels(labels.size(2), size.x));
  }
  const std::vector<std::uint8_t> bytes =
      kernels::ResizePicture(Bytes(labels, options.labelOffset, "labels"), SizeOf(labels), {size.y, size.x});
  const at::Tensor resized = at::empty({1, size.y, size.x}, at::kShort);
  std::ranges::transform(bytes, resized.mutable_data_ptr<std::int16_t>(),
                         [&](std::uint8_t byte) { return static_cast<std::int16_t>(byte - options.labelOffset); });
  return resized;
}

} // namespace vox
