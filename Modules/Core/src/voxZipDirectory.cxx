// SPDX-License-Identifier: Apache-2.0
#include "voxZipDirectory.h"

#include "voxPrintable.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

namespace vox
{
namespace
{

// PKWARE's APPNOTE 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3.
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kDirectoryHeader = 0x02014b50;
constexpr std::uint32_t kEndRecord = 0x06054b50;
constexpr std::uint32_t kEndRecord64 = 0x06064b50;
constexpr std::uint32_t kEndLocator64 = 0x07064b50;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kLocatorBytes = 20;
constexpr std::size_t kMaximumCommentBytes = 65535;
constexpr std::uint16_t kExtra64 = 1;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kEncryptedFlags = 1U | 1U << 6U | 1U << 13U;
// Where the archive was made under Unix, the upper half of the outer attributes is st_mode.
constexpr std::uint8_t kMadeByUnix = 3;
constexpr std::uint32_t kModeKind = 0170000;
constexpr std::uint32_t kModeFolder = 0040000;
constexpr std::uint32_t kModeFile = 0100000;

/** The archive with numbers that are read only where it has them. */
class ZipBytes
{
public:
  ZipBytes(std::span<const std::byte> bytes, const std::string & where, ErrorKind kind)
      : m_Bytes(bytes), m_Where(where), m_Kind(kind)
  {}

  [[noreturn]] void
  RefuseDamaged(std::uint64_t offset) const
  {
    Fail(m_Kind,
         "{}: the zip archive of {} bytes is damaged or cut off: byte {} is not what its directory says; copy it again "
         "from its source",
         m_Where, m_Bytes.size(), offset);
  }

  [[nodiscard]] std::span<const std::byte>
  Part(std::uint64_t offset, std::uint64_t count) const
  {
    if (offset > m_Bytes.size() || count > m_Bytes.size() - offset)
    {
      RefuseDamaged(offset);
    }
    return m_Bytes.subspan(offset, count);
  }

  template <typename T>
  [[nodiscard]] T
  Number(std::uint64_t offset) const
  {
    T value{};
    std::memcpy(&value, Part(offset, sizeof(T)).data(), sizeof(T));
    return value;
  }

  [[nodiscard]] std::size_t
  Size() const
  {
    return m_Bytes.size();
  }
  [[nodiscard]] const std::string &
  Where() const
  {
    return m_Where;
  }
  [[nodiscard]] ErrorKind
  Kind() const
  {
    return m_Kind;
  }

private:
  std::span<const std::byte> m_Bytes;
  const std::string & m_Where;
  ErrorKind m_Kind;
};

struct Directory
{
  std::uint64_t offset = 0;
  std::uint64_t entries = 0;
};

/** One record as the central directory describes it. */
struct Entry
{
  std::string name;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc32 = 0;
  std::uint64_t packedBytes = 0;
  std::uint64_t bytes = 0;
  std::uint64_t localOffset = 0;
  std::uint64_t headerBytes = 0;
  bool special = false;
};

bool
IsSpecial(std::uint8_t madeBy, std::uint32_t attributes)
{
  const std::uint32_t kind = (attributes >> 16U) & kModeKind;
  return madeBy == kMadeByUnix && kind != 0 && kind != kModeFolder && kind != kModeFile;
}

std::uint64_t
FindEnd(const ZipBytes & zip)
{
  if (zip.Size() >= kEndBytes)
  {
    const std::uint64_t last = zip.Size() - kEndBytes;
    const std::uint64_t first = last - std::min<std::uint64_t>(last, kMaximumCommentBytes);
    for (std::uint64_t offset = last + 1; offset-- > first;)
    {
      if (zip.Number<std::uint32_t>(offset) == kEndRecord && zip.Number<std::uint16_t>(offset + 20) == last - offset)
      {
        return offset;
      }
    }
  }
  Fail(zip.Kind(), "{}: cut off: a zip archive of {} bytes without its end; copy it again from its source", zip.Where(),
       zip.Size());
}

Directory
FindDirectory(const ZipBytes & zip)
{
  const std::uint64_t end = FindEnd(zip);
  Directory directory{zip.Number<std::uint32_t>(end + 16), zip.Number<std::uint16_t>(end + 10)};
  if (end >= kLocatorBytes && zip.Number<std::uint32_t>(end - kLocatorBytes) == kEndLocator64)
  {
    const auto end64 = zip.Number<std::uint64_t>(end - kLocatorBytes + 8);
    if (zip.Number<std::uint32_t>(end64) != kEndRecord64)
    {
      zip.RefuseDamaged(end64);
    }
    directory = {zip.Number<std::uint64_t>(end64 + 48), zip.Number<std::uint64_t>(end64 + 32)};
  }
  return directory;
}

/** Sizes and offset that do not fit 32 bits stand in an extra field, in this order, each only where it is needed. */
void
ReadExtra64(const ZipBytes & zip, std::uint64_t offset, std::uint64_t count, Entry & entry)
{
  const std::uint64_t end = offset + count;
  while (end - offset >= 4)
  {
    const auto kind = zip.Number<std::uint16_t>(offset);
    const std::uint64_t next = offset + 4 + zip.Number<std::uint16_t>(offset + 2);
    if (next > end)
    {
      zip.RefuseDamaged(offset);
    }
    std::uint64_t position = offset + 4;
    for (std::uint64_t * value : {&entry.bytes, &entry.packedBytes, &entry.localOffset})
    {
      if (kind == kExtra64 && *value == UINT32_MAX && position + 8 <= next)
      {
        *value = zip.Number<std::uint64_t>(position);
        position += 8;
      }
    }
    offset = next;
  }
}

Entry
ReadEntry(const ZipBytes & zip, std::uint64_t offset)
{
  constexpr std::uint64_t fixedBytes = 46;
  if (zip.Number<std::uint32_t>(offset) != kDirectoryHeader)
  {
    zip.RefuseDamaged(offset);
  }
  const auto nameBytes = zip.Number<std::uint16_t>(offset + 28);
  const auto extraBytes = zip.Number<std::uint16_t>(offset + 30);
  const auto name = zip.Part(offset + fixedBytes, nameBytes);
  Entry entry;
  entry.name.assign(reinterpret_cast<const char *>(name.data()), name.size());
  entry.special = IsSpecial(zip.Number<std::uint8_t>(offset + 5), zip.Number<std::uint32_t>(offset + 38));
  entry.flags = zip.Number<std::uint16_t>(offset + 8);
  entry.method = zip.Number<std::uint16_t>(offset + 10);
  entry.crc32 = zip.Number<std::uint32_t>(offset + 16);
  entry.packedBytes = zip.Number<std::uint32_t>(offset + 20);
  entry.bytes = zip.Number<std::uint32_t>(offset + 24);
  entry.localOffset = zip.Number<std::uint32_t>(offset + 42);
  entry.headerBytes = fixedBytes + nameBytes + extraBytes + zip.Number<std::uint16_t>(offset + 32);
  (void)zip.Part(offset, entry.headerBytes);
  ReadExtra64(zip, offset + fixedBytes + nameBytes, extraBytes, entry);
  return entry;
}

ZipEntry
Located(const ZipBytes & zip, const Entry & entry)
{
  const bool encrypted = (entry.flags & kEncryptedFlags) != 0;
  const bool deflated = entry.method == kDeflated;
  if (encrypted || (!deflated && entry.method != 0))
  {
    Fail(zip.Kind(), "{}: record '{}' is {}, expected one that is stored or deflated; write the file again{}",
         zip.Where(), Printable(entry.name),
         encrypted ? "encrypted" : fmt::format("compressed by method {}", entry.method),
         encrypted ? " without a password" : "");
  }
  if ((!deflated && entry.bytes != entry.packedBytes) || zip.Number<std::uint32_t>(entry.localOffset) != kLocalHeader)
  {
    zip.RefuseDamaged(entry.localOffset);
  }
  const std::uint64_t data = entry.localOffset + 30 + zip.Number<std::uint16_t>(entry.localOffset + 26) +
                             zip.Number<std::uint16_t>(entry.localOffset + 28);
  return {zip.Part(data, entry.packedBytes), entry.bytes, entry.crc32, deflated, entry.special};
}

} // namespace

ZipRecords
ReadZipDirectory(std::span<const std::byte> archive, const std::string & where, ErrorKind kind)
{
  const ZipBytes zip(archive, where, kind);
  const Directory directory = FindDirectory(zip);
  ZipRecords records;
  std::uint64_t offset = directory.offset;
  for (std::uint64_t i = 0; i < directory.entries; ++i)
  {
    const Entry entry = ReadEntry(zip, offset);
    if (!records.emplace(entry.name, Located(zip, entry)).second)
    {
      Fail(kind, "{}: record '{}' stands twice in the zip archive, expected once", where, Printable(entry.name));
    }
    offset += entry.headerBytes;
  }
  return records;
}

} // namespace vox
