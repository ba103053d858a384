// SPDX-License-Identifier: Apache-2.0
#ifndef voxLabelName_h
#define voxLabelName_h

#include <string>
#include <string_view>

namespace vox
{

/** A name as names are compared: lower case, each run of blanks, '_' and '-' one blank, none at the ends; "tumour" is
 * "tumor". */
[[nodiscard]] std::string PlainLabelName(std::string_view name);

} // namespace vox

#endif
