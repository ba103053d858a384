// SPDX-License-Identifier: Apache-2.0
#include "voxFileWalk.h"

#include "voxError.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <sys/stat.h>
#include <vector>

namespace vox
{
namespace
{

class Walk
{
public:
  Walk(const std::filesystem::path & root, const FileVisitor & visitor) : m_Root(root), m_Visitor(visitor) {}

  /** False to end the walk. */
  // NOLINTNEXTLINE(misc-no-recursion): as deep as the folders, of which none comes twice
  bool
  Visit(const std::filesystem::path & path)
  {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
    {
      return Refuse(path, std::strerror(errno));
    }
    if (!m_Seen.emplace(status.st_dev, status.st_ino).second)
    {
      return true;
    }
    if (S_ISDIR(status.st_mode))
    {
      return VisitFolder(path);
    }
    return S_ISREG(status.st_mode) ? m_Visitor.onFile(path) : Refuse(path, "no regular file");
  }

private:
  // NOLINTNEXTLINE(misc-no-recursion)
  bool
  VisitFolder(const std::filesystem::path & folder)
  {
    std::vector<std::filesystem::path> entries;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    {
      entries.push_back(entry->path());
    }
    if (error)
    {
      return Refuse(folder, error.message());
    }
    std::ranges::sort(entries, {},
                      [](const std::filesystem::path & path) -> const std::string & { return path.native(); });
    return std::ranges::all_of(entries, [this](const std::filesystem::path & path) { return Visit(path); });
  }

  bool
  Refuse(const std::filesystem::path & path, const std::string & reason)
  {
    if (path == m_Root)
    {
      Fail(ErrorKind::BadInput, "{}: cannot be read ({}); expected a file or folder", path.string(), reason);
    }
    return m_Visitor.onRefused(path, reason);
  }

  const std::filesystem::path & m_Root;
  const FileVisitor & m_Visitor;
  std::set<std::pair<dev_t, ino_t>> m_Seen;
};

} // namespace

void
WalkFiles(const std::filesystem::path & root, const FileVisitor & visitor)
{
  Walk(root, visitor).Visit(root);
}

} // namespace vox
