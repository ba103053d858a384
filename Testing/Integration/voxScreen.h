// SPDX-License-Identifier: Apache-2.0
#ifndef voxScreen_h
#define voxScreen_h

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vox::testing
{

/** As much of a terminal as the program uses: characters of one column, line ends, and the sequences CSI n A, CSI K and
 * CSI J. It does not scroll. */
class Screen
{
public:
  Screen(std::size_t columns, std::size_t rows);

  /** Throws std::runtime_error for another sequence, and for more lines than there are rows. */
  void Write(std::string_view bytes);
  /** Makes it narrower: what is too long is wrapped, or cut. */
  void Resize(std::size_t columns, bool rewraps);
  /** Without spaces at their ends, up to the last that is not empty. */
  [[nodiscard]] std::vector<std::string> Lines() const;

private:
  using Row = std::vector<std::string>; ///< characters

  void Put(std::string_view character);
  void NewLine();
  [[nodiscard]] std::size_t Sequence(std::string_view bytes);

  std::size_t m_Columns;
  std::vector<Row> m_Rows;
  std::size_t m_Row = 0;
  std::size_t m_Column = 0;
};

} // namespace vox::testing

#endif
