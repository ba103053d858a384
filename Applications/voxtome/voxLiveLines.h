// SPDX-License-Identifier: Apache-2.0
#ifndef voxLiveLines_h
#define voxLiveLines_h

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** What the terminal at stderr can do. */
struct TerminalAbilities
{
  bool line = false;  ///< a line can be replaced: a terminal, neither TERM=dumb nor NO_COLOR
  bool table = false; ///< and block characters can be shown: the locale is one of UTF-8
};
[[nodiscard]] TerminalAbilities FindTerminalAbilities();

struct TerminalSize
{
  std::size_t columns = 80;
  std::size_t rows = 24;
};
/** Of the terminal at stderr, now; 80 x 24 where it does not say. */
[[nodiscard]] TerminalSize FindTerminalSize();

/** Columns that a UTF-8 text takes; characters from U+1100 on, which can be wide, count as two, but for the blocks and
 * lines of U+2000 to U+2BFF. */
[[nodiscard]] std::size_t ColumnCount(std::string_view text);

/** The beginning of a text that fits, without half a character; control characters become '?'. */
[[nodiscard]] std::string CutToColumns(std::string_view text, std::size_t columns);

/** Lines at the bottom of a terminal that are replaced in place. The cursor stays at the end of the last one. */
class LiveLines
{
public:
  /** The bytes that replace the lines shown before by these, each cut so that none wraps: at a terminal that became
   * narrower no more is taken back than what was written, whether or not it wraps what it shows. */
  [[nodiscard]] std::string Show(const std::vector<std::string> & lines, std::size_t columns);
  /** The bytes that take them away; none where nothing is shown. */
  [[nodiscard]] std::string Clear();

private:
  /** To the beginning of the first line. */
  [[nodiscard]] std::string Home() const;

  std::size_t m_Shown = 0;
};

} // namespace vox

#endif
