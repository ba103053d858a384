// SPDX-License-Identifier: Apache-2.0
#ifndef voxCanvas_h
#define voxCanvas_h

#include "voxLabelColors.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace vox
{

/** Height in pixels of a line of text on a canvas, from the top of a capital to the bottom of a hanging letter; the
 * base line is TextBaseline below the top. */
constexpr std::int64_t TextHeight = 18;
constexpr std::int64_t TextBaseline = 14;

/** Width in pixels of a text on a canvas. */
[[nodiscard]] std::int64_t TextWidth(std::string_view text);

/** A drawing surface of 8-bit RGB pixels. Positions count from the top left corner; what lies outside is cut off. */
class Canvas
{
public:
  Canvas(std::int64_t width, std::int64_t height, const Rgb & background);

  [[nodiscard]] std::int64_t
  Width() const
  {
    return m_Width;
  }
  [[nodiscard]] std::int64_t
  Height() const
  {
    return m_Height;
  }
  /** Moves a pixel towards the color, by 0 (not) to 1 (wholly). */
  void Blend(std::int64_t x, std::int64_t y, const Rgb & color, double opacity);
  void FillRectangle(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height, const Rgb & color);
  /** Draws a text whose top left corner is at (x, y). UTF-8; characters beyond ASCII are shown as '?'. */
  void DrawText(std::int64_t x, std::int64_t y, std::string_view text, const Rgb & color);
  /** As DrawText, with a dark shadow, for text on top of a picture. */
  void DrawTextOnPicture(std::int64_t x, std::int64_t y, std::string_view text, const Rgb & color);
  /** Copies a picture, float [3, h, w] with values 0 to 255. */
  void DrawPicture(std::int64_t x, std::int64_t y, const at::Tensor & picture);
  /** uint8 [3, 1, H, W]. */
  [[nodiscard]] at::Tensor ToTensor() const;

private:
  std::int64_t m_Width;
  std::int64_t m_Height;
  std::vector<Rgb> m_Pixels;
};

} // namespace vox

#endif
