// SPDX-License-Identifier: Apache-2.0
#ifndef voxFileWalk_h
#define voxFileWalk_h

#include <filesystem>
#include <functional>
#include <string>

namespace vox
{

/** What a walk meets. Both return false to end the walk. */
struct FileVisitor
{
  std::function<bool(const std::filesystem::path & file)> onFile;
  /** A file or folder that is not looked at, and why: a link to nothing, a device, no permission. */
  std::function<bool(const std::filesystem::path & path, const std::string & reason)> onRefused;
};

/** Visits regular files in and below a folder, sorted by name within each, or the one file that the path is. Links are
 * followed, but every file and folder is visited once, by device and inode, so that loops end. Throws Error(BadInput)
 * for a root that is not there or cannot be listed. */
void WalkFiles(const std::filesystem::path & root, const FileVisitor & visitor);

} // namespace vox

#endif
