// SPDX-License-Identifier: Apache-2.0
#include "voxPicture.h"

#include "voxResizePicture.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace vox
{
namespace
{

std::vector<std::uint8_t>
Bytes(const at::Tensor & plane, const char * what)
{
  const at::Tensor values = plane.to(at::kFloat).contiguous();
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(values.numel()));
  const float * value = values.const_data_ptr<float>();
  for (std::uint8_t & byte : bytes)
  {
    if (!(*value >= 0.0F && *value <= 255.0F) || *value != std::floor(*value))
    {
      Fail(ErrorKind::BadInput,
           "{}: found the value {}, expected whole numbers from 0 to 255; is it a picture of 8 bits?", what, *value);
    }
    byte = static_cast<std::uint8_t>(*value++);
  }
  return bytes;
}

/** The numbers of labels while they are mixed, and back. */
class LabelNumbers
{
public:
  explicit LabelNumbers(const std::vector<std::int64_t> & mixedAs) : m_Numbers(mixedAs)
  {
    std::iota(m_Labels.begin(), m_Labels.end(), std::int16_t{0});
    for (std::size_t label = 0; label < mixedAs.size(); ++label)
    {
      m_Labels.at(static_cast<std::size_t>(mixedAs[label])) = static_cast<std::int16_t>(label);
    }
  }

  [[nodiscard]] std::vector<std::uint8_t>
  Of(const at::Tensor & labels) const
  {
    if (m_Numbers.empty() || labels.numel() == 0)
    {
      return Bytes(labels, "labels");
    }
    const auto [lowest, highest] = at::aminmax(labels);
    const auto known = static_cast<std::int64_t>(m_Numbers.size());
    for (const std::int64_t label : {lowest.item<std::int64_t>(), highest.item<std::int64_t>()})
    {
      if (label < 0 || label >= known)
      {
        Fail(ErrorKind::BadInput,
             "labels: found the label {}, expected 0 to {}, which mixed_as of the picture gives a number; name one for "
             "each label",
             label, known - 1);
      }
    }
    return Bytes(at::tensor(m_Numbers).index_select(0, labels.flatten().to(at::kLong)), "labels");
  }

  /** Of a number between two of the labels' own: a mean of consecutive numbers is one of them. */
  [[nodiscard]] std::int16_t
  LabelOf(std::uint8_t number) const
  {
    return m_Labels[number];
  }

private:
  std::vector<std::int64_t> m_Numbers;
  std::array<std::int16_t, 256> m_Labels{};
};

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
        kernels::ResizePicture(Bytes(image[channel], "picture"), SizeOf(image), {size.y, size.x});
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
  const LabelNumbers numbers(options.mixedAs);
  const std::vector<std::uint8_t> mixed = kernels::ResizePicture(numbers.Of(labels), SizeOf(labels), {size.y, size.x});
  const at::Tensor resized = at::empty({1, size.y, size.x}, at::kShort);
  std::ranges::transform(mixed, resized.mutable_data_ptr<std::int16_t>(),
                         [&](std::uint8_t number) { return numbers.LabelOf(number); });
  return resized;
}

} // namespace vox
