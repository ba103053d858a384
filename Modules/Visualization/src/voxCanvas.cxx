// SPDX-License-Identifier: Apache-2.0
#include "voxCanvas.h"

#include "voxBitmapFont.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <utility>

namespace vox
{
namespace
{

/** Pixels of the canvas per pixel of a glyph. */
constexpr int TextScale = 2;
constexpr int LetterGap = 1;
constexpr int SpaceColumns = 3;

/** A bitmap of a glyph at some scale, one row of pixels after the other. */
struct Bitmap
{
  int columns = 0;
  int rows = 0;
  std::vector<std::uint8_t> pixels;

  /** 0 outside. */
  [[nodiscard]] bool
  At(int row, int column) const
  {
    return row >= 0 && row < rows && column >= 0 && column < columns &&
           pixels[static_cast<std::size_t>(row * columns + column)] != 0;
  }
};

/** The columns of a glyph that hold ink, as a half-open range; a fixed width for those without. */
std::pair<int, int>
InkOf(char character)
{
  unsigned columns = 0;
  for (const std::uint8_t row : GlyphOf(character))
  {
    columns |= row;
  }
  if (columns == 0)
  {
    return {0, SpaceColumns};
  }
  return {GlyphColumns - static_cast<int>(std::bit_width(columns)), GlyphColumns - std::countr_zero(columns)};
}

Bitmap
BitmapOf(char character)
{
  const auto [first, last] = InkOf(character);
  Bitmap result{last - first, GlyphRows, {}};
  for (const std::uint8_t row : GlyphOf(character))
  {
    for (int column = first; column < last; ++column)
    {
      result.pixels.push_back((row >> (GlyphColumns - 1 - column)) & 1);
    }
  }
  return result;
}

/** Twice the size with rounded corners: a quarter of a pixel takes the value of its two neighbors on that side where
 * these agree and their opposites do not (the rule known as EPX). */
Bitmap
Doubled(const Bitmap & small)
{
  Bitmap result{2 * small.columns, 2 * small.rows, {}};
  result.pixels.resize(4 * small.pixels.size());
  for (int row = 0; row < result.rows; ++row)
  {
    for (int column = 0; column < result.columns; ++column)
    {
      const int r = row / 2;
      const int c = column / 2;
      const int down = row % 2 == 0 ? -1 : 1;
      const int right = column % 2 == 0 ? -1 : 1;
      const bool vertical = small.At(r + down, c);
      const bool horizontal = small.At(r, c + right);
      const bool rounded =
          vertical == horizontal && vertical != small.At(r - down, c) && horizontal != small.At(r, c - right);
      result.pixels[static_cast<std::size_t>(row * result.columns + column)] = rounded ? vertical : small.At(r, c);
    }
  }
  return result;
}

/** One character per code point: bytes that continue one are dropped, so that each shows as a single '?'. */
std::string
CodePoints(std::string_view utf8)
{
  std::string result;
  std::copy_if(utf8.begin(), utf8.end(), std::back_inserter(result),
               [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return result;
}

} // namespace

std::int64_t
TextWidth(std::string_view text)
{
  std::int64_t columns = 0;
  for (const char character : CodePoints(text))
  {
    const auto [first, last] = InkOf(character);
    columns += last - first + LetterGap;
  }
  return std::max<std::int64_t>(0, columns - LetterGap) * TextScale;
}

Canvas::Canvas(std::int64_t width, std::int64_t height, const Rgb & background)
    : m_Width(width), m_Height(height), m_Pixels(static_cast<std::size_t>(width * height), background)
{}

void
Canvas::Blend(std::int64_t x, std::int64_t y, const Rgb & color, double opacity)
{
  if (x >= 0 && x < m_Width && y >= 0 && y < m_Height)
  {
    Rgb & pixel = m_Pixels[static_cast<std::size_t>(y * m_Width + x)];
    pixel = Mixed(pixel, color, opacity);
  }
}

void
Canvas::FillRectangle(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height, const Rgb & color)
{
  for (std::int64_t row = y; row < y + height; ++row)
  {
    for (std::int64_t column = x; column < x + width; ++column)
    {
      Blend(column, row, color, 1.0);
    }
  }
}

void
Canvas::DrawText(std::int64_t x, std::int64_t y, std::string_view text, const Rgb & color)
{
  for (const char character : CodePoints(text))
  {
    // Four times the size, averaged back to twice: smooth edges.
    const Bitmap bitmap = Doubled(Doubled(BitmapOf(character)));
    for (int row = 0; row < bitmap.rows / 2; ++row)
    {
      for (int column = 0; column < bitmap.columns / 2; ++column)
      {
        const int covered = bitmap.At(2 * row, 2 * column) + bitmap.At(2 * row, 2 * column + 1) +
                            bitmap.At(2 * row + 1, 2 * column) + bitmap.At(2 * row + 1, 2 * column + 1);
        Blend(x + column, y + row, color, covered / 4.0);
      }
    }
    x += bitmap.columns / 2 + LetterGap * TextScale;
  }
}

void
Canvas::DrawTextOnPicture(std::int64_t x, std::int64_t y, std::string_view text, const Rgb & color)
{
  constexpr Rgb Shadow{0, 0, 0};
  for (const auto & [dx, dy] : {std::pair(1, 1), std::pair(-1, 1), std::pair(1, -1), std::pair(-1, -1)})
  {
    DrawText(x + dx, y + dy, text, Shadow);
  }
  DrawText(x, y, text, color);
}

void
Canvas::DrawPicture(std::int64_t x, std::int64_t y, const at::Tensor & picture)
{
  const at::Tensor bytes = picture.clamp(0, 255).round().to(at::kByte).permute({1, 2, 0}).contiguous();
  const std::uint8_t * byte = bytes.const_data_ptr<std::uint8_t>();
  for (std::int64_t row = 0; row < bytes.size(0); ++row)
  {
    for (std::int64_t column = 0; column < bytes.size(1); ++column, byte += 3)
    {
      if (x + column >= 0 && x + column < m_Width && y + row >= 0 && y + row < m_Height)
      {
        m_Pixels[static_cast<std::size_t>((y + row) * m_Width + x + column)] = {byte[0], byte[1], byte[2]};
      }
    }
  }
}

at::Tensor
Canvas::ToTensor() const
{
  const at::Tensor view =
      at::from_blob(const_cast<Rgb *>(m_Pixels.data()), {m_Height, m_Width, 3}, at::TensorOptions(at::kByte));
  return view.permute({2, 0, 1}).unsqueeze(1).clone(at::MemoryFormat::Contiguous);
}

} // namespace vox
