// SPDX-License-Identifier: Apache-2.0
#ifndef voxSparkline_h
#define voxSparkline_h

#include <cstddef>
#include <span>
#include <string>

namespace vox
{

/** Values over time as one line of text of at most `width` characters, one of eight blocks of growing height each
 * (U+2581 to U+2588, UTF-8), from the lowest value to the highest; values that are all the same stand in the middle.
 * More values than characters are averaged in equal parts. Values that are not finite are spaces, and so are parts
 * without any finite one. Empty without values. */
[[nodiscard]] std::string Sparkline(std::span<const double> values, std::size_t width);

} // namespace vox

#endif
