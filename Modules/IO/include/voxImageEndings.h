// SPDX-License-Identifier: Apache-2.0
#ifndef voxImageEndings_h
#define voxImageEndings_h

#include <span>
#include <string_view>

namespace vox
{

/** Endings of the image files that are read, in lower case, such as ".nii.gz". */
[[nodiscard]] std::span<const std::string_view> ImageEndings();

} // namespace vox

#endif
