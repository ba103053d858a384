// SPDX-License-Identifier: Apache-2.0
#ifndef voxZipFile_h
#define voxZipFile_h

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace vox::testing
{

/** A record of a zip archive for tests, right or wrong on purpose. */
struct ZipRecord
{
  std::string name;
  std::string content;
  bool deflated = true;
  std::uint16_t flags = 0;        ///< bit 0: encrypted
  std::uint32_t unixMode = 0;     ///< st_mode; 0: not made under Unix
  std::uint32_t damage = 0;       ///< added to the checksum
  std::int64_t announcedMore = 0; ///< added to the size in the directory
};

/** Raw deflate of a text. */
inline std::string
Deflated(const std::string & content)
{
  z_stream stream{};
  ::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  std::string packed(::deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef *>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  ::deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
}

/** Numbers of two or four bytes, one after the other, least byte first. */
class ZipNumbers
{
public:
  ZipNumbers &
  Add(std::uint64_t value, int bytes)
  {
    for (int i = 0; i < bytes; ++i)
    {
      m_Text.push_back(static_cast<char>(value >> (8 * i)));
    }
    return *this;
  }
  [[nodiscard]] const std::string &
  Text() const
  {
    return m_Text;
  }

private:
  std::string m_Text;
};

/** Writes an archive as PKWARE's APPNOTE describes it. */
inline void
WriteZip(const std::filesystem::path & path, const std::vector<ZipRecord> & records)
{
  std::string archive;
  std::string directory;
  for (const ZipRecord & record : records)
  {
    const std::string packed = record.deflated ? Deflated(record.content) : record.content;
    const auto * bytes = reinterpret_cast<const Bytef *>(record.content.data());
    ZipNumbers common; // flags, method, time, date, checksum, sizes, length of the name
    common.Add(record.flags, 2).Add(record.deflated ? 8 : 0, 2).Add(0, 4);
    common.Add(::crc32(0, bytes, static_cast<uInt>(record.content.size())) + record.damage, 4).Add(packed.size(), 4);
    common.Add(record.content.size() + static_cast<std::uint64_t>(record.announcedMore), 4).Add(record.name.size(), 2);
    ZipNumbers outer; // no extra field nor comment, first disk, text or not, attributes, offset
    outer.Add(0, 2).Add(0, 2).Add(0, 2).Add(0, 2).Add(record.unixMode << 16U, 4).Add(archive.size(), 4);
    directory += ZipNumbers().Add(0x02014b50, 4).Add(20, 1).Add(record.unixMode != 0 ? 3 : 0, 1).Add(20, 2).Text() +
                 common.Text() + outer.Text() + record.name;
    archive += ZipNumbers().Add(0x04034b50, 4).Add(20, 2).Text() + common.Text() + ZipNumbers().Add(0, 2).Text() +
               record.name + packed;
  }
  ZipNumbers end;
  end.Add(0x06054b50, 4).Add(0, 4).Add(records.size(), 2).Add(records.size(), 2);
  end.Add(directory.size(), 4).Add(archive.size(), 4).Add(0, 2);
  std::ofstream(path, std::ios::binary) << archive << directory << end.Text();
}

} // namespace vox::testing

#endif
