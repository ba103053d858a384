// SPDX-License-Identifier: Apache-2.0
#include "voxNrrdWriter.h"

#include "voxError.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <fstream>
#include <limits>
#include <memory>

namespace vox
{
namespace
{

std::string
Vector(const std::array<double, 3> & v)
{
  return fmt::format("({:.17g},{:.17g},{:.17g})", v[0], v[1], v[2]);
}

/** The step from one voxel to the next along an axis. */
std::string
StepText(const ImageGeometry & geometry, std::size_t axis)
{
  std::array<double, 3> step{};
  for (std::size_t row = 0; row < 3; ++row)
  {
    step[row] = geometry.directionLps[row][axis] * geometry.spacingMm[axis];
  }
  return Vector(step);
}

/** A value on one line: the format has escapes for line break and backslash. */
std::string
Escaped(const std::string & value)
{
  std::string escaped;
  for (const char c : value)
  {
    escaped += c == '\n' ? "\\n" : c == '\\' ? "\\\\" : std::string(1, c);
  }
  return escaped;
}

std::string
HeaderText(const NrrdContent & content)
{
  const ImageGeometry & geometry = content.geometry;
  const bool isList = content.layers > 1;
  std::string text = "NRRD0005\n# Complete NRRD file format specification at:\n"
                     "# http://teem.sourceforge.net/nrrd/format.html\n";
  text += fmt::format("type: {}\ndimension: {}\nspace: left-posterior-superior\n", content.type, isList ? 4 : 3);
  text += fmt::format("sizes:{} {} {} {}\n", isList ? fmt::format(" {}", content.layers) : "", geometry.size.x,
                      geometry.size.y, geometry.size.z);
  text += fmt::format("space directions:{} {} {} {}\n", isList ? " none" : "", StepText(geometry, 2),
                      StepText(geometry, 1), StepText(geometry, 0));
  text += fmt::format("kinds:{} domain domain domain\n", isList ? " list" : "");
  text += fmt::format("endian: {}\nencoding: gzip\nspace origin: {}\n",
                      std::endian::native == std::endian::little ? "little" : "big", Vector(geometry.originLps));
  for (const auto & [key, value] : content.keys)
  {
    text += fmt::format("{}:={}\n", key, Escaped(value));
  }
  return text + "\n";
}

/** Compresses as one gzip member at the end of the stream; true where it was taken whole. */
bool
WriteGzip(std::ostream & file, std::span<const std::byte> bytes)
{
  constexpr int level = 6, gzipWindow = 15 + 16, memory = 8;
  z_stream stream{};
  if (::deflateInit2(&stream, level, Z_DEFLATED, gzipWindow, memory, Z_DEFAULT_STRATEGY) != Z_OK)
  {
    return false;
  }
  const std::unique_ptr<z_stream, decltype([](z_stream * ended) { ::deflateEnd(ended); })> owner(&stream);
  std::vector<char> packed(1 << 20);
  int state = Z_OK;
  while (state != Z_STREAM_END && file)
  {
    if (stream.avail_in == 0 && !bytes.empty())
    {
      const std::size_t count = std::min<std::size_t>(bytes.size(), 1 << 30);
      stream.next_in = reinterpret_cast<Bytef *>(const_cast<std::byte *>(bytes.data()));
      stream.avail_in = static_cast<uInt>(count);
      bytes = bytes.subspan(count);
    }
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    state = ::deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
    file.write(packed.data(), static_cast<std::streamsize>(packed.size() - stream.avail_out));
  }
  return state == Z_STREAM_END;
}

} // namespace

void
WriteNrrd(const std::filesystem::path & path, const NrrdContent & content, const std::filesystem::path & shownPath)
{
  std::ofstream file(path, std::ios::binary);
  file << HeaderText(content);
  const bool isWhole = WriteGzip(file, content.voxels);
  file.close();
  if (!isWhole || !file)
  {
    Fail(ErrorKind::Resource, "{}: was not written whole; is the disk full?", shownPath.string());
  }
}

} // namespace vox
