// SPDX-License-Identifier: Apache-2.0
#ifndef voxPageScripts_h
#define voxPageScripts_h

#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** Tells the age of a page that is written anew (voxPageAge.js). */
extern const std::string_view kAgeScript;
/** Sorts tables by the column whose heading is pressed (voxSortTables.js). */
extern const std::string_view kSortScript;

/** The part of a content security policy that allows these scripts and no others; empty without scripts. */
[[nodiscard]] std::string ScriptPolicy(const std::vector<std::string_view> & scripts);

/** Their elements. Throws Error(Internal) for a script that would end its element. */
[[nodiscard]] std::string ScriptMarkup(const std::vector<std::string_view> & scripts);

} // namespace vox

#endif
