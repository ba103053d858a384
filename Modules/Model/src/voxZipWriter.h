// SPDX-License-Identifier: Apache-2.0
#ifndef voxZipWriter_h
#define voxZipWriter_h

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** Writes a zip file of stored entries whose bytes begin at multiples of 64, as torch.save lays them out. */
class ZipWriter
{
public:
  /** `path` is overwritten. Throws Error(BadInput) if it cannot be written. */
  explicit ZipWriter(const std::filesystem::path & path);

  void Add(const std::string & name, std::span<const std::byte> bytes);
  void Add(const std::string & name, const std::string & text);

  /** Writes the directory. Throws Error(Resource) where a write failed, and for more than 4 GiB, which want a newer
   * form of zip than this writes. */
  void Finish();

private:
  struct Entry
  {
    std::string name;
    std::uint32_t checksum;
    std::uint64_t size;
    std::uint64_t offset;
  };

  void Write(const std::string & bytes);
  void RequireRoom(std::uint64_t bytes) const;

  std::filesystem::path m_Path;
  std::ofstream m_Stream;
  std::vector<Entry> m_Entries;
  std::uint64_t m_Offset = 0;
};

} // namespace vox

#endif
