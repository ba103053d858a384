// SPDX-License-Identifier: Apache-2.0
#include "voxPrivateFolder.h"

#include "voxError.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace vox
{

PrivateFolder::PrivateFolder()
{
  std::error_code error;
  std::string pattern = (std::filesystem::temp_directory_path(error) / "voxtome-XXXXXX").string();
  if (error || ::mkdtemp(pattern.data()) == nullptr)
  {
    Fail(ErrorKind::Resource, "{}: cannot be made ({}); set TMPDIR to a folder that can be written", pattern,
         error ? error.message() : std::strerror(errno));
  }
  m_Path = pattern;
}

PrivateFolder::~PrivateFolder()
{
  std::error_code ignored;
  std::filesystem::remove_all(m_Path, ignored);
}

} // namespace vox
