// SPDX-License-Identifier: Apache-2.0
#ifndef voxPageTable_h
#define voxPageTable_h

#include "voxResultsPage.h"

#include <string>
#include <string_view>

namespace vox
{

/** Whether a cell reads as a number, by the rule of PageTable. */
[[nodiscard]] bool IsNumber(std::string_view cell);

/** A table as HTML, in a frame that scrolls. `name` tells the frame apart where there is no caption. Throws
 * Error(Internal) for rows of another length than the header. */
[[nodiscard]] std::string TableMarkup(const PageTable & table, std::string_view name);

} // namespace vox

#endif
