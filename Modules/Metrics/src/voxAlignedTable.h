// SPDX-License-Identifier: Apache-2.0
#ifndef voxAlignedTable_h
#define voxAlignedTable_h

#include <optional>
#include <string>
#include <vector>

namespace vox
{

using TableRow = std::vector<std::string>;

/** Columns two spaces apart, as wide as their code points; the first `leftColumns` flush left, numbers flush right. An
 * empty row is an empty line. */
[[nodiscard]] std::string AlignedTable(const std::vector<TableRow> & rows, std::size_t leftColumns);

/** A number for people: "-" where undefined, "inf" or "-inf" where infinite. */
[[nodiscard]] std::string NumberCell(const std::optional<double> & value, int decimals);

} // namespace vox

#endif
