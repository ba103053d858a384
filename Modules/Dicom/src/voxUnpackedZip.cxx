// SPDX-License-Identifier: Apache-2.0
#include "voxUnpackedZip.h"

#include "voxMappedFile.h"
#include "voxParallelFor.h"
#include "voxPrintable.h"
#include "voxZipDirectory.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <stdlib.h>
#include <thread>
#include <vector>

namespace vox
{
namespace
{

/** A record and where it goes. */
struct Target
{
  const std::string & name;
  const ZipEntry & entry;
  std::filesystem::path path;
};

[[noreturn]] void
RefuseRecord(const std::string & where, const std::string & name, std::string_view found)
{
  Fail(ErrorKind::BadInput,
       "{}: the record '{}' {}, expected files and folders within the archive; unpack it yourself and look at it",
       where, Printable(name), found);
}

/** The record's name as a path below the folder. Archives of old Windows programs separate by backslashes. */
std::filesystem::path
RelativePath(const std::string & where, const std::string & name)
{
  std::string text = name;
  std::ranges::replace(text, '\\', '/');
  const bool drive = text.size() >= 2 && text[1] == ':';
  if (text.empty() || text.front() == '/' || drive || text.find('\0') != std::string::npos)
  {
    RefuseRecord(where, name, "has an absolute or impossible name");
  }
  const std::filesystem::path path(text);
  if (std::ranges::find(path, "..") != path.end())
  {
    RefuseRecord(where, name, "leads out of the folder by '..'");
  }
  return path.lexically_normal();
}

/** Bytes of all records together. */
std::uint64_t
CheckLimits(const ZipRecords & records, std::uint64_t archiveBytes, const std::string & where, const ZipLimits & limits)
{
  if (records.size() > limits.entries)
  {
    Fail(ErrorKind::BadInput, "{}: found {} records in the zip archive, expected at most {}; unpack it yourself", where,
         records.size(), limits.entries);
  }
  std::uint64_t bytes = 0;
  for (const auto & [name, entry] : records)
  {
    // Compared with what is left, because a sum of sizes out of a file may overflow.
    if (entry.bytes > limits.bytes - bytes)
    {
      Fail(ErrorKind::BadInput, "{}: found more than {} bytes when unpacked, expected fewer; unpack it yourself", where,
           limits.bytes);
    }
    bytes += entry.bytes;
  }
  if (bytes / limits.ratio > archiveBytes)
  {
    Fail(ErrorKind::BadInput,
         "{}: found {} bytes that would become {}, expected at most {} times as many; this is no archive of images",
         where, archiveBytes, bytes, limits.ratio);
  }
  return bytes;
}

void
RequireRoom(std::uint64_t bytes, const std::filesystem::path & folder, const std::string & where)
{
  std::error_code error;
  const std::uint64_t available = std::filesystem::space(folder, error).available;
  if (!error && bytes > available)
  {
    Fail(ErrorKind::Resource, "{}: needs {} bytes in {}, found {}; set TMPDIR to a folder with more room", where, bytes,
         folder.parent_path().string(), available);
  }
}

/** The files to write; their folders are made here, because several threads write afterwards. */
std::vector<Target>
MakeTargets(const ZipRecords & records, const std::filesystem::path & folder, const std::string & where)
{
  std::vector<Target> targets;
  std::set<std::filesystem::path> taken;
  for (const auto & [name, entry] : records)
  {
    if (entry.special)
    {
      RefuseRecord(where, name, "is a link or device");
    }
    const std::filesystem::path path = folder / RelativePath(where, name);
    const bool isFolder = !path.has_filename();
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error || (!isFolder && !taken.insert(path).second))
    {
      RefuseRecord(where, name, "cannot be made beside the others");
    }
    if (!isFolder)
    {
      targets.push_back({name, entry, path});
    }
  }
  return targets;
}

/** Calls take(bytes, count) with the unpacked record in pieces; false if it is damaged or longer than announced. */
template <typename TTake>
bool
Unpack(const ZipEntry & entry, TTake && take)
{
  const auto * packed = reinterpret_cast<const Bytef *>(entry.packed.data());
  if (!entry.deflated)
  {
    take(packed, entry.packed.size());
    return ::crc32_z(0, packed, entry.packed.size()) == entry.crc32;
  }
  z_stream stream{};
  constexpr int withoutHeader = -15;
  if (::inflateInit2(&stream, withoutHeader) != Z_OK)
  {
    Fail(ErrorKind::Resource, "not enough memory to unpack a zip archive");
  }
  std::array<Bytef, 1 << 16> piece; // NOLINT(cppcoreguidelines-pro-type-member-init): filled before it is read
  std::uint64_t consumed = 0;
  std::uint64_t done = 0;
  uLong crc = 0;
  int status = Z_OK;
  while (status == Z_OK && done <= entry.bytes)
  {
    if (stream.avail_in == 0)
    {
      stream.next_in = const_cast<Bytef *>(packed + consumed); // zlib does not write to its input
      stream.avail_in = static_cast<uInt>(std::min<std::uint64_t>(entry.packed.size() - consumed, 1U << 30));
      consumed += stream.avail_in;
    }
    stream.next_out = piece.data();
    stream.avail_out = static_cast<uInt>(piece.size());
    status = ::inflate(&stream, Z_NO_FLUSH);
    const std::size_t count = piece.size() - stream.avail_out;
    done += count;
    crc = ::crc32_z(crc, piece.data(), count);
    take(piece.data(), count);
  }
  ::inflateEnd(&stream);
  return status == Z_STREAM_END && done == entry.bytes && crc == entry.crc32;
}

void
Write(const Target & target, const std::string & where)
{
  std::ofstream file(target.path, std::ios::binary);
  if (!file)
  {
    RefuseRecord(where, target.name, std::string("cannot be written (") + std::strerror(errno) + ")");
  }
  const bool whole = Unpack(target.entry, [&file](const Bytef * bytes, std::size_t count) {
    file.write(reinterpret_cast<const char *>(bytes), static_cast<std::streamsize>(count));
  });
  if (!file.flush())
  {
    Fail(ErrorKind::Resource, "{}: cannot be unpacked to {} ({})", where, target.path.parent_path().string(),
         std::strerror(errno));
  }
  if (!whole)
  {
    Fail(ErrorKind::BadInput,
         "{}: the record '{}' is damaged: not the {} bytes with checksum {:08x} that its directory says; copy the "
         "archive again from its source",
         where, Printable(target.name), target.entry.bytes, target.entry.crc32);
  }
}

} // namespace

bool
IsZipArchive(const std::filesystem::path & file)
{
  std::array<char, 4> start{};
  std::ifstream(file, std::ios::binary).read(start.data(), start.size());
  const std::string_view text(start.data(), start.size());
  return text == std::string_view("PK\x03\x04", 4) || text == std::string_view("PK\x05\x06", 4);
}

UnpackedZip::UnpackedZip(const std::filesystem::path & archive, const ZipLimits & limits, const RunContext & context)
{
  const std::string where = archive.string();
  const MappedFile file(archive, "a zip archive", ErrorKind::BadInput);
  const ZipRecords records = ReadZipDirectory(file.Bytes(), where, ErrorKind::BadInput);
  RequireRoom(CheckLimits(records, file.Bytes().size(), where, limits), Folder(), where);
  const std::vector<Target> targets = MakeTargets(records, Folder(), where);
  const auto caller = std::this_thread::get_id();
  const auto count = static_cast<std::int64_t>(targets.size());
  ParallelFor(0, count, 1, context.ThreadCount(), [&](std::int64_t index, std::int64_t) {
    context.ThrowIfCancelled();
    Write(targets[static_cast<std::size_t>(index)], where);
    if (std::this_thread::get_id() == caller)
    {
      context.Report(static_cast<double>(index + 1) / static_cast<double>(count), "unpacking");
    }
  });
}

} // namespace vox
