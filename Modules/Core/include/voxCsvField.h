// SPDX-License-Identifier: Apache-2.0
#ifndef voxCsvField_h
#define voxCsvField_h

#include <string>
#include <string_view>

namespace vox
{

/** A field of RFC 4180: in quotes where it holds a separator, quotes doubled. */
[[nodiscard]] std::string CsvField(std::string_view text);

} // namespace vox

#endif
