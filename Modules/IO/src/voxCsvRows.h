// SPDX-License-Identifier: Apache-2.0
#ifndef voxCsvRows_h
#define voxCsvRows_h

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

struct CsvRow
{
  std::size_t line = 0; ///< where it begins, from 1
  std::vector<std::string> fields;
};

/** Rows of RFC 4180: values between separators, in double quotes where needed, a doubled quote for one inside. Empty
 * lines and a byte order mark are left out. Throws Error(BadInput) for a row with more or fewer fields than the first.
 */
[[nodiscard]] std::vector<CsvRow> ReadCsvRows(const std::filesystem::path & path, char separator = ',');

} // namespace vox

#endif
