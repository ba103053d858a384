// SPDX-License-Identifier: Apache-2.0
#ifndef voxPicture_h
#define voxPicture_h

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vox
{

/** A picture of 8-bit red, green, blue, rows from the top. */
struct Picture
{
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;

  Picture() = default;
  /** A black one. */
  Picture(int w, int h) : width(w), height(h), pixels(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 3) {}

  /** Red, green and blue of a pixel. */
  [[nodiscard]] std::uint8_t *
  At(int x, int y)
  {
    return pixels.data() + PositionOf(x, y);
  }
  [[nodiscard]] const std::uint8_t *
  At(int x, int y) const
  {
    return pixels.data() + PositionOf(x, y);
  }

private:
  [[nodiscard]] std::size_t
  PositionOf(int x, int y) const
  {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3;
  }
};

} // namespace vox

#endif
