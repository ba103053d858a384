// SPDX-License-Identifier: Apache-2.0
#ifndef voxInstalledFiles_h
#define voxInstalledFiles_h

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** What lies around the executable of a module, which is in PREFIX/lib/ANY/cli-modules: programs in PREFIX/bin, models
 * in PREFIX/share/voxtome/models; of one folder with all in it, the same folder. Moved as a whole, all is found again.
 */

/** The program `voxtome`. Throws ModuleError with the places that were looked at. */
[[nodiscard]] std::filesystem::path ProgramFile();

/** Names of the models that are there, in their order; `hippocampus` of hippocampus.safetensors. */
[[nodiscard]] std::vector<std::string> ModelNames();

/** Throws ModuleError that lists the names that are there. */
[[nodiscard]] std::filesystem::path ModelFile(const std::string & name);

/** Takes out of the environment what Slicer sets for its own libraries: the program is to find its own. What stood
 * there before Slicer's launcher is put back (APPLAUNCHER_0_*, CTK's application launcher). */
void RestoreEnvironment();

} // namespace vox

#endif
