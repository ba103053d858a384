// SPDX-License-Identifier: Apache-2.0
#ifndef voxPageAge_h
#define voxPageAge_h

#include "voxResultsPage.h"

#include <string>

namespace vox
{

/** State and percent, as "running 24 %". */
[[nodiscard]] std::string StateText(const PageUpdates & updates);

/** The element of the head that loads the page anew; empty where nothing is to come. */
[[nodiscard]] std::string RefreshMarkup(const PageUpdates & updates);

/** A bar of what is done, and when the page was written, which the script of that name completes. */
[[nodiscard]] std::string AgeMarkup(const PageUpdates & updates);

} // namespace vox

#endif
