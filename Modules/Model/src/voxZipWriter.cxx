// SPDX-License-Identifier: Apache-2.0
// The format: PKWARE's APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (end).
#include "voxZipWriter.h"

#include "voxError.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace vox
{
namespace
{

constexpr std::uint64_t kAlignment = 64;
constexpr std::uint64_t kLocalHeader = 30;
constexpr std::uint64_t kExtraHeader = 4;
/** Identifier of a field that means nothing, only fills. */
constexpr std::uint64_t kPaddingField = 0x4246;

void
Append(std::string & bytes, std::uint64_t value, int count)
{
  for (int i = 0; i < count; ++i)
  {
    bytes.push_back(static_cast<char>(value >> (8 * i)));
  }
}

std::uint32_t
Checksum(std::span<const std::byte> bytes)
{
  uLong checksum = crc32(0, nullptr, 0);
  constexpr std::size_t atATime = std::size_t{1} << 30; // zlib counts in 32 bits
  for (std::size_t begin = 0; begin < bytes.size(); begin += atATime)
  {
    const auto part = bytes.subspan(begin, std::min(atATime, bytes.size() - begin));
    checksum = crc32(checksum, reinterpret_cast<const Bytef *>(part.data()), static_cast<uInt>(part.size()));
  }
  return static_cast<std::uint32_t>(checksum);
}

/** What local header and directory have in common: version, flags, method, date, checksum, sizes, length of the name.
 */
void
AppendEntry(std::string & bytes, std::uint32_t checksum, std::uint64_t size, const std::string & name)
{
  Append(bytes, 10, 2);     // version that is needed: 1.0
  Append(bytes, 0x0800, 2); // names are UTF-8
  Append(bytes, 0, 2);      // stored
  Append(bytes, 0, 2);      // time
  Append(bytes, 0x0021, 2); // 1 January 1980: the same model gives the same file
  Append(bytes, checksum, 4);
  Append(bytes, size, 4);
  Append(bytes, size, 4);
  Append(bytes, name.size(), 2);
}

} // namespace

ZipWriter::ZipWriter(const std::filesystem::path & path) : m_Path(path), m_Stream(path, std::ios::binary)
{
  if (!m_Stream)
  {
    Fail(ErrorKind::BadInput, "{}: cannot be written; check the folder and its permissions", path.string());
  }
}

void
ZipWriter::Write(const std::string & bytes)
{
  m_Stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  m_Offset += bytes.size();
}

void
ZipWriter::RequireRoom(std::uint64_t bytes) const
{
  if (m_Offset + bytes > std::numeric_limits<std::uint32_t>::max())
  {
    Fail(ErrorKind::Resource, "{}: more than 4 GiB, expected less; this form of checkpoint cannot hold the weights",
         m_Path.string());
  }
}

void
ZipWriter::Add(const std::string & name, std::span<const std::byte> bytes)
{
  RequireRoom(bytes.size() + 4096);
  const Entry entry{name, Checksum(bytes), bytes.size(), m_Offset};
  const std::uint64_t begin = m_Offset + kLocalHeader + name.size() + kExtraHeader;
  const std::uint64_t padding = (kAlignment - begin % kAlignment) % kAlignment;
  std::string header;
  Append(header, 0x04034b50, 4);
  AppendEntry(header, entry.checksum, entry.size, name);
  Append(header, kExtraHeader + padding, 2);
  header += name;
  Append(header, kPaddingField, 2);
  Append(header, padding, 2);
  header.append(padding, '\0');
  Write(header);
  m_Stream.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  m_Offset += bytes.size();
  m_Entries.push_back(entry);
}

void
ZipWriter::Add(const std::string & name, const std::string & text)
{
  Add(name, std::as_bytes(std::span(text)));
}

void
ZipWriter::Finish()
{
  const std::uint64_t begin = m_Offset;
  std::string directory;
  for (const Entry & entry : m_Entries)
  {
    Append(directory, 0x02014b50, 4);
    Append(directory, 10, 2); // version that wrote it
    AppendEntry(directory, entry.checksum, entry.size, entry.name);
    directory.append(12, '\0'); // no extra field, no comment, first disk, no attributes
    Append(directory, entry.offset, 4);
    directory += entry.name;
  }
  RequireRoom(directory.size());
  Append(directory, 0x06054b50, 4);
  Append(directory, 0, 4); // one disk
  Append(directory, m_Entries.size(), 2);
  Append(directory, m_Entries.size(), 2);
  Append(directory, directory.size() - 12, 4);
  Append(directory, begin, 4);
  Append(directory, 0, 2); // no comment
  Write(directory);
  m_Stream.close();
  if (!m_Stream)
  {
    Fail(ErrorKind::Resource, "{}: writing failed; is the disk full?", m_Path.string());
  }
}

} // namespace vox
