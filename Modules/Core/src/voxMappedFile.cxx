// SPDX-License-Identifier: Apache-2.0
#include "voxMappedFile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vox
{

MappedFile::MappedFile(const std::filesystem::path & path, const char * expected, ErrorKind kind)
{
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
  {
    const int reason = descriptor < 0 ? errno : EISDIR;
    if (descriptor >= 0)
    {
      ::close(descriptor);
    }
    Fail(kind, "{}: cannot be read ({}); expected {}", path.string(), std::strerror(reason), expected);
  }
  m_Size = static_cast<std::size_t>(status.st_size);
  if (m_Size > 0)
  {
    m_Address = ::mmap(nullptr, m_Size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  }
  ::close(descriptor);
  if (m_Address == MAP_FAILED)
  {
    m_Address = nullptr;
    Fail(ErrorKind::Resource, "{}: cannot be mapped ({})", path.string(), std::strerror(errno));
  }
}

MappedFile::~MappedFile()
{
  if (m_Address != nullptr)
  {
    ::munmap(m_Address, m_Size);
  }
}

} // namespace vox
