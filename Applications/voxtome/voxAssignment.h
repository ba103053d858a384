// SPDX-License-Identifier: Apache-2.0
#ifndef voxAssignment_h
#define voxAssignment_h

#include "voxJson.h"

#include <string>
#include <utility>

namespace vox
{

/** "a.b=c" as its two sides. Throws Error(Usage) that begins with the option for text of another form. */
[[nodiscard]] std::pair<std::string, std::string> SplitAssignment(const std::string & text, const std::string & option);

/** Sets the value that "a.b=c" names, at any depth; what is no JSON is text. Throws as SplitAssignment does. */
void AddAssignment(Json & values, const std::string & text, const std::string & option);

} // namespace vox

#endif
