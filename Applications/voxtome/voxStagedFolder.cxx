// SPDX-License-Identifier: Apache-2.0
#include "voxStagedFolder.h"

#include "voxError.h"
#include "voxOutputPath.h"

#include <unistd.h>

namespace vox
{
namespace
{

/** Absolute, links followed, without a slash at its end. */
std::filesystem::path
Settled(const std::filesystem::path & folder)
{
  const std::filesystem::path path = std::filesystem::weakly_canonical(std::filesystem::absolute(folder));
  return path.has_filename() ? path : path.parent_path();
}

std::filesystem::path
TemporaryName(const std::filesystem::path & folder)
{
  return folder.parent_path() / fmt::format(".{}.part-{}", folder.filename().string(), ::getpid());
}

} // namespace

StagedFolder::StagedFolder(const std::filesystem::path & destination)
    : m_Destination(Settled(destination)), m_Temporary(TemporaryName(m_Destination))
{
  if (std::filesystem::exists(m_Destination) &&
      (!std::filesystem::is_directory(m_Destination) || !std::filesystem::is_empty(m_Destination)))
  {
    Fail(ErrorKind::Usage, "{}: exists and is not an empty folder, expected a new one, so that nothing is lost",
         destination.string());
  }
  std::filesystem::remove_all(m_Temporary); // of a process that had the same number and was killed
  PrepareFolder(m_Temporary);
}

StagedFolder::~StagedFolder()
{
  if (!m_Committed)
  {
    std::error_code ignored;
    std::filesystem::remove_all(m_Temporary, ignored);
  }
}

void
StagedFolder::Commit()
{
  std::error_code error;
  std::filesystem::rename(m_Temporary, m_Destination, error);
  if (error)
  {
    Fail(ErrorKind::Resource, "{}: cannot be written ({})", m_Destination.string(), error.message());
  }
  m_Committed = true;
}

} // namespace vox
