// SPDX-License-Identifier: Apache-2.0
#ifndef voxOutputPath_h
#define voxOutputPath_h

#include <filesystem>

namespace vox
{

/** Makes the folder and its parents where they are missing. Throws Error(BadInput) that names the folder if that fails
 * or it cannot be written, so that a long run does not find out at its end. */
void PrepareFolder(const std::filesystem::path & folder);

/** Throws Error(BadInput) unless a file of this name can be written. Leaves nothing behind. */
void RequireWritable(const std::filesystem::path & file);

} // namespace vox

#endif
