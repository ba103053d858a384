// SPDX-License-Identifier: Apache-2.0
#ifndef voxBitmapFont_h
#define voxBitmapFont_h

#include <array>
#include <cstdint>

namespace vox
{

/** Rows of a glyph from top to bottom, five pixels each, the leftmost in bit 4. Seven rows stand on the base line, two
 * hang below it. */
using Glyph = std::array<std::uint8_t, 9>;
constexpr int GlyphColumns = 5;
constexpr int GlyphRows = 9;

/** The glyph of a printable ASCII character; '?' for any other. */
[[nodiscard]] const Glyph & GlyphOf(char character);

} // namespace vox

#endif
