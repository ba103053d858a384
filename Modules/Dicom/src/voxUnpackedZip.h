// SPDX-License-Identifier: Apache-2.0
#ifndef voxUnpackedZip_h
#define voxUnpackedZip_h

#include "voxPrivateFolder.h"
#include "voxRunContext.h"

#include <cstdint>
#include <filesystem>

namespace vox
{

/** What an archive may become when unpacked. */
struct ZipLimits
{
  std::uint64_t bytes = 64ULL << 30U; ///< all records together
  std::uint64_t ratio = 1000;         ///< those bytes to the bytes of the archive; deflate reaches 1032 on zeros
  std::size_t entries = 1'000'000;
};

/** True if the file begins like a zip archive, also an empty one. */
[[nodiscard]] bool IsZipArchive(const std::filesystem::path & file);

/** A zip archive unpacked into a private folder for as long as the object lives. Throws Error(BadInput), and leaves
 * nothing: no archive, damaged (also by CRC-32), encrypted, a record whose name is absolute or leads out of the folder,
 * a link or device, more than the limits. Error(Resource): no room for it, found before it is unpacked. Archives within
 * the archive stay as they are. */
class UnpackedZip
{
public:
  explicit UnpackedZip(const std::filesystem::path & archive, const ZipLimits & limits = {},
                       const RunContext & context = {});

  [[nodiscard]] const std::filesystem::path &
  Folder() const
  {
    return m_Folder.Path();
  }

private:
  PrivateFolder m_Folder;
};

} // namespace vox

#endif
