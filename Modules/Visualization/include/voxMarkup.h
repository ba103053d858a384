// SPDX-License-Identifier: Apache-2.0
#ifndef voxMarkup_h
#define voxMarkup_h

#include <cstdint>
#include <string>
#include <string_view>

namespace vox
{

/** Text as it may stand in XML and HTML, between tags and in quoted attributes: reserved characters as entities,
 * control characters as spaces, bytes that are not UTF-8 as '?'. */
[[nodiscard]] std::string Escaped(std::string_view text);

/** Characters (code points) of a UTF-8 text. */
[[nodiscard]] std::int64_t CharacterCount(std::string_view text);

// Charts ---------------------------------------------------------------------------------------------------------

constexpr double SvgFontSize = 12.0;

/** Width of a text in a chart; a guess, since the font is that of the viewer. */
[[nodiscard]] double GuessedWidth(std::string_view text);

/** The start of an SVG document of this size: its root element, its title for readers without eyes, its style with the
 * font and the colors of each form, and its background. `light` and `dark` are rules of CSS. Classes that every chart
 * has: t text, f faint text, h heading. */
[[nodiscard]] std::string SvgHead(std::int64_t widthPixels, std::int64_t heightPixels, std::string_view title,
                                  std::string_view rules, std::string_view light, std::string_view dark);

} // namespace vox

#endif
