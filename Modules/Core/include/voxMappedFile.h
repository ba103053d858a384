// SPDX-License-Identifier: Apache-2.0
#ifndef voxMappedFile_h
#define voxMappedFile_h

#include "voxError.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace vox
{

/** A file mapped read-only into memory: only the pages that are looked at are read. Unmapped with the object, so what
 * shows its bytes must keep it alive. The file must not be changed meanwhile. */
class MappedFile
{
public:
  /** `expected` ends the message, as in "a safetensors file". Throws Error of the kind given that names the file when
   * it cannot be read or is not a regular file, Error(Resource) when it cannot be mapped. */
  MappedFile(const std::filesystem::path & path, const char * expected, ErrorKind kind = ErrorKind::BadModel);
  ~MappedFile();
  MappedFile(const MappedFile &) = delete;
  MappedFile & operator=(const MappedFile &) = delete;

  /** Empty for an empty file. */
  [[nodiscard]] std::span<const std::byte>
  Bytes() const
  {
    return {static_cast<const std::byte *>(m_Address), m_Size};
  }

private:
  void * m_Address = nullptr;
  std::size_t m_Size = 0;
};

} // namespace vox

#endif
