// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxFileCheck.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <map>
#include <set>

namespace vox
{
namespace
{

/** Numbers of a file in its byte order. */
class NumberFile
{
public:
  explicit NumberFile(const std::filesystem::path & path)
      : m_Path(path), m_File(path, std::ios::binary), m_Size(std::filesystem::file_size(path))
  {
    std::array<char, 2> order{};
    m_File.read(order.data(), order.size());
    if (order != std::array{'I', 'I'} && order != std::array{'M', 'M'})
    {
      FailOtherFormat(path, ImageFormat::Tiff);
    }
    m_Big = order[0] == 'M';
  }

  [[nodiscard]] std::uint64_t
  Number(std::uint64_t offset, std::size_t count)
  {
    std::array<char, 8> bytes{};
    if (offset > m_Size || m_Size - offset < count)
    {
      FailCutOff(m_Path, m_Size, offset + count);
    }
    m_File.seekg(static_cast<std::streamoff>(offset));
    m_File.read(bytes.data(), static_cast<std::streamsize>(count));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
    {
      value = value << 8U | static_cast<unsigned char>(bytes[m_Big ? i : count - 1 - i]);
    }
    return value;
  }

  [[nodiscard]] std::uint64_t
  Size() const
  {
    return m_Size;
  }

private:
  std::filesystem::path m_Path;
  std::ifstream m_File;
  std::uint64_t m_Size;
  bool m_Big = false;
};

/** Sizes of the parts of a directory, in bytes: TIFF 6.0, section 2, and BigTIFF. */
struct Widths
{
  std::uint64_t firstAt;
  std::size_t count; ///< of the number of entries
  std::size_t entry;
  std::size_t offset; ///< also of the number of values of an entry
};

/** Bytes of a value of each type; those of 0 are unknown. */
constexpr std::array<std::uint64_t, 19> typeBytes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

constexpr std::uint64_t kText = 2; ///< the type ASCII

/** Texts that libtiff ends by itself where the file does not: from DocumentName to Copyright. */
constexpr std::array<std::uint64_t, 12> endedTexts{269, 270, 271, 272, 285, 305, 306, 315, 316, 333, 337, 33432};

/** ITK looks for the end of texts of all other tags, also beyond their bytes. */
void
RequireEnd(const std::filesystem::path & path, NumberFile & file, std::uint64_t tag, std::uint64_t place,
           std::uint64_t count)
{
  const bool isRead = count != 0 && place < file.Size() && count <= file.Size() - place;
  if (isRead && std::ranges::find(endedTexts, tag) == endedTexts.end() && file.Number(place + count - 1, 1) != 0)
  {
    Fail(ErrorKind::BadInput,
         "{}: TIFF tag {}: found a text of {} bytes without an end, expected 0 as its last byte; save it again with "
         "another program",
         path.string(), tag, count);
  }
}

/** ITK copies as many bytes of DateTime as the standard has them. */
void
RequireWholeDateTime(const std::filesystem::path & path, std::uint64_t tag, std::uint64_t count)
{
  constexpr std::uint64_t dateTime = 306;
  constexpr std::uint64_t letters = 19; // libtiff adds the 0 behind them where it is missing
  if (tag == dateTime && count < letters)
  {
    Fail(ErrorKind::BadInput,
         "{}: TIFF tag {} (DateTime): found {} bytes, expected {}; save it again with another program", path.string(),
         tag, count, letters + 1);
  }
}

/** Single whole numbers of a directory by their tag. */
using Fields = std::map<std::uint64_t, std::uint64_t>;

/** Throws where a field claims more values than the file has bytes for: libtiff asks for their memory first. */
Fields
ReadFields(const std::filesystem::path & path, NumberFile & file, std::uint64_t begin, std::uint64_t entries,
           const Widths & widths)
{
  Fields fields;
  for (std::uint64_t i = 0; i < entries; ++i)
  {
    const std::uint64_t at = begin + i * widths.entry;
    const std::uint64_t type = file.Number(at + 2, 2);
    const std::uint64_t bytes = type < typeBytes.size() ? typeBytes[type] : 0;
    const std::uint64_t count = file.Number(at + 4, widths.offset);
    if (bytes != 0 && count > file.Size() / bytes)
    {
      Fail(ErrorKind::BadInput, "{}: is cut off: found {} bytes, expected {} values of TIFF tag {}; copy it again",
           path.string(), file.Size(), count, file.Number(at, 2));
    }
    RequireWholeDateTime(path, file.Number(at, 2), count);
    if (type == kText)
    {
      const std::uint64_t value = at + 4 + widths.offset;
      RequireEnd(path, file, file.Number(at, 2), count <= widths.offset ? value : file.Number(value, widths.offset),
                 count);
    }
    const bool isWhole = type == 1 || type == 3 || type == 4 || type == 16;
    if (isWhole && count == 1 && bytes <= widths.offset)
    {
      fields.emplace(file.Number(at, 2), file.Number(at + 4 + widths.offset, bytes));
    }
  }
  return fields;
}

/** Throws where the file has no room for the image, or for the places of its strips or tiles, of which libtiff asks for
 * the memory first. */
void
RequireRoom(const std::filesystem::path & path, const Fields & fields)
{
  const auto parts = [&](std::uint64_t sizeTag, std::uint64_t partTag) {
    const auto size = fields.find(sizeTag);
    const auto part = fields.find(partTag);
    const bool isCut = size != fields.end() && part != fields.end() && size->second != 0 && part->second != 0;
    return isCut ? std::min((size->second - 1) / part->second, std::uint64_t{UINT32_MAX}) + 1 : 1;
  };
  constexpr std::uint64_t width = 256, height = 257, stripRows = 278, tileWidth = 322, tileHeight = 323;
  constexpr std::uint64_t samples = 277, planes = 284;
  const std::uint64_t strips = parts(height, stripRows);
  const bool isTiled = fields.contains(tileWidth) && fields.contains(tileHeight);
  const bool isPlanar = fields.contains(planes) && fields.at(planes) == 2 && fields.contains(samples);
  const double count = static_cast<double>(isTiled ? parts(width, tileWidth) : strips) *
                       static_cast<double>(isTiled ? parts(height, tileHeight) : 1) *
                       static_cast<double>(isPlanar ? fields.at(samples) : 1);
  if (fields.contains(width) && fields.contains(height))
  {
    constexpr std::uint64_t mostPixelsOfByte = 8 * 32768; // of one bit, in Zstandard
    const std::uint64_t most = UINT32_MAX;                // so that the product stays within 64 bits
    RequirePlausibleSize(path, std::min(fields.at(width), most) * std::min(fields.at(height), most), mostPixelsOfByte);
  }
  constexpr double bytesOfPart = 4; // its place and size, as 16 bits at the least
  const std::uint64_t found = std::filesystem::file_size(path);
  if (count > 1 && count * bytesOfPart > static_cast<double>(found))
  {
    Fail(ErrorKind::BadInput,
         "{}: is cut off: found {} bytes, expected {:.0f} strips or tiles; copy or download it again", path.string(),
         found, count);
  }
}

} // namespace

void
CheckTiff(const std::filesystem::path & path)
{
  constexpr std::uint64_t classic = 42;
  constexpr std::uint64_t big = 43;
  NumberFile file(path);
  const std::uint64_t version = file.Number(2, 2);
  if (version != classic && version != big)
  {
    FailOtherFormat(path, ImageFormat::Tiff);
  }
  const Widths widths = version == classic ? Widths{4, 2, 12, 4} : Widths{8, 8, 20, 8};
  std::set<std::uint64_t> seen;
  for (std::uint64_t at = file.Number(widths.firstAt, widths.offset); at != 0;)
  {
    if (!seen.insert(at).second)
    {
      Fail(ErrorKind::BadInput,
           "{}: found a directory of the TIFF file once more behind the {} before, expected an end; save it again with "
           "another program",
           path.string(), seen.size());
    }
    const std::uint64_t entries = file.Number(at, widths.count);
    if (entries > file.Size() / widths.entry)
    {
      FailCutOff(path, file.Size(), entries);
    }
    const std::uint64_t begin = at + widths.count;
    at = file.Number(begin + entries * widths.entry, widths.offset);
    RequireRoom(path, ReadFields(path, file, begin, entries, widths));
  }
}

} // namespace vox
