// SPDX-License-Identifier: Apache-2.0
#ifndef voxTextTable_h
#define voxTextTable_h

#include <string>
#include <vector>

namespace vox
{

/** Rows of cells as text with aligned columns, two spaces apart; the first row is the heading and gets a rule below it.
 * Width is counted in code points, so that UTF-8 stays aligned. */
[[nodiscard]] std::string TextTable(const std::vector<std::vector<std::string>> & rows);

/** Pairs of name and value, one a line, the values aligned. */
[[nodiscard]] std::string TextList(const std::vector<std::pair<std::string, std::string>> & entries);

} // namespace vox

#endif
