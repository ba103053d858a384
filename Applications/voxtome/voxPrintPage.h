// SPDX-License-Identifier: Apache-2.0
#ifndef voxPrintPage_h
#define voxPrintPage_h

#include <filesystem>

namespace vox
{

/** Throws Error(Resource), in one line that says what to install, where PrintPage finds no browser. */
void RequireBrowser(const std::filesystem::path & pdf);

/** Prints an HTML file as PDF with an installed browser (chromium, chromium-browser or google-chrome of PATH), which
 * sees no network and no profile of the user's. Waits for what the page still computes: elements with aria-busy="true".
 * The file appears whole or not at all. Throws Error(Resource) where no browser is installed or it fails, and where the
 * page is still busy after two minutes. */
void PrintPage(const std::filesystem::path & html, const std::filesystem::path & pdf);

} // namespace vox

#endif
