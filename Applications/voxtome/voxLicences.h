// SPDX-License-Identifier: Apache-2.0
#ifndef voxLicences_h
#define voxLicences_h

#include "voxInspection.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** A part of what is installed that others made. */
struct LicensedPart
{
  std::string_view name;
  std::string_view licence; ///< SPDX expression
  std::string_view use;
  std::string_view libraries; ///< beginnings of the names of its shared libraries, after "lib"; blanks between
};

/** This program first, then all parts of others that it is built from, needs, or comes with. */
[[nodiscard]] std::span<const LicensedPart> LicensedParts();

/** Shared libraries in this process that no part lists, by name. */
[[nodiscard]] std::vector<std::string> UnlistedLibraries();

/** The table, and where the full texts lie: `texts` where that folder is there. */
[[nodiscard]] Inspection DescribeLicences(const std::filesystem::path & texts);

} // namespace vox

#endif
