// SPDX-License-Identifier: Apache-2.0
#include "voxResizePicture.h"

#include "voxError.h"

#include <algorithm>
#include <cmath>

namespace vox::kernels
{
namespace
{

constexpr int kBits = 22;

/** The source pixels that one target pixel is a mean of. */
struct Taps
{
  std::int64_t first = 0;
  std::vector<std::int64_t> weights; ///< of 2^22
};

void
RequireSizes(std::int64_t from, std::int64_t to)
{
  if (from < 1 || to < 1)
  {
    Fail(ErrorKind::Internal, "resize: found {} pixels to {}, expected 1 or more", from, to);
  }
}

/** Bounds and weights are rounded as Pillow rounds them, in this order. */
std::vector<Taps>
TriangleTaps(std::int64_t from, std::int64_t to)
{
  RequireSizes(from, to);
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double support = std::max(scale, 1.0);
  std::vector<Taps> taps(static_cast<std::size_t>(to));
  for (std::int64_t i = 0; i < to; ++i)
  {
    Taps & tap = taps[static_cast<std::size_t>(i)];
    const double center = (static_cast<double>(i) + 0.5) * scale;
    tap.first = std::max<std::int64_t>(static_cast<std::int64_t>(center - support + 0.5), 0);
    const std::int64_t last = std::min(static_cast<std::int64_t>(center + support + 0.5), from);
    std::vector<double> weights;
    double sum = 0.0;
    for (std::int64_t pixel = tap.first; pixel < last; ++pixel)
    {
      const double distance = std::abs((static_cast<double>(pixel) - center + 0.5) * (1.0 / support));
      weights.push_back(distance < 1.0 ? 1.0 - distance : 0.0);
      sum += weights.back();
    }
    for (const double weight : weights)
    {
      tap.weights.push_back(static_cast<std::int64_t>(0.5 + weight / sum * (1 << kBits)));
    }
  }
  return taps;
}

/** Resizes along one axis: `lines` lines of pixels that lie `stride` apart; a line begins `lineStride` after the one
 * before. */
void
ResizeLines(const std::uint8_t * input, std::uint8_t * output, const std::vector<Taps> & taps, std::int64_t lines,
            std::int64_t lineStride, std::int64_t newLineStride, std::int64_t stride)
{
  for (std::int64_t line = 0; line < lines; ++line)
  {
    const std::uint8_t * const from = input + line * lineStride;
    std::uint8_t * const to = output + line * newLineStride;
    for (std::size_t i = 0; i < taps.size(); ++i)
    {
      std::int64_t sum = std::int64_t{1} << (kBits - 1);
      const std::uint8_t * pixel = from + taps[i].first * stride;
      for (const std::int64_t weight : taps[i].weights)
      {
        sum += *pixel * weight;
        pixel += stride;
      }
      to[static_cast<std::int64_t>(i) * stride] =
          static_cast<std::uint8_t>(std::clamp<std::int64_t>(sum >> kBits, 0, 255));
    }
  }
}

} // namespace

std::vector<std::uint8_t>
ResizePicture(const std::vector<std::uint8_t> & picture, const PictureSize & size, const PictureSize & newSize)
{
  RequireSizes(size.rows, newSize.rows);
  RequireSizes(size.columns, newSize.columns);
  std::vector<std::uint8_t> current = picture;
  if (size.columns != newSize.columns)
  {
    std::vector<std::uint8_t> narrowed(static_cast<std::size_t>(size.rows * newSize.columns));
    ResizeLines(current.data(), narrowed.data(), TriangleTaps(size.columns, newSize.columns), size.rows, size.columns,
                newSize.columns, 1);
    current = std::move(narrowed);
  }
  if (size.rows != newSize.rows)
  {
    std::vector<std::uint8_t> resized(static_cast<std::size_t>(newSize.rows * newSize.columns));
    ResizeLines(current.data(), resized.data(), TriangleTaps(size.rows, newSize.rows), newSize.columns, 1, 1,
                newSize.columns);
    current = std::move(resized);
  }
  return current;
}

std::vector<std::int64_t>
NearestPixels(std::int64_t from, std::int64_t to)
{
  RequireSizes(from, to);
  std::vector<std::int64_t> source(static_cast<std::size_t>(to));
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  double place = 0.5 * scale;
  for (std::int64_t & pixel : source)
  {
    pixel = std::min(static_cast<std::int64_t>(place), from - 1);
    place += scale; // as Pillow adds up, rounding included
  }
  return source;
}

} // namespace vox::kernels
