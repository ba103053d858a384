// SPDX-License-Identifier: Apache-2.0
#ifndef voxPersonalTagTable_h
#define voxPersonalTagTable_h

#include <cstdint>
#include <span>
#include <string_view>

namespace vox
{

struct PersonalTag
{
  std::uint16_t group;
  std::uint16_t element;
  std::string_view keyword;
};

/** Attributes by which a person, or someone who treats them, may be found: those of the basic confidentiality profile
 * (DICOM PS3.15, table E.1-1) that scanners and archives fill, ascending, without UIDs. */
[[nodiscard]] std::span<const PersonalTag> PersonalTagTable();

} // namespace vox

#endif
