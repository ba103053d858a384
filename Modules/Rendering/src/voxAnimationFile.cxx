// SPDX-License-Identifier: Apache-2.0
#include "voxAnimationFile.h"

#include "voxAtomicFile.h"
#include "voxError.h"

#include <zlib.h>

#include <utility>

namespace vox
{
namespace
{

constexpr int kLevel = 6; ///< of zlib; 9 takes three times as long for some percent of the size

void
AppendNumber(std::string & bytes, std::uint32_t value, int count = 4)
{
  for (int shift = 8 * (count - 1); shift >= 0; shift -= 8)
  {
    bytes += static_cast<char>(value >> static_cast<unsigned>(shift));
  }
}

std::string
Chunk(const std::string & type, const std::string & content)
{
  const std::string checked = type + content;
  std::string chunk;
  AppendNumber(chunk, static_cast<std::uint32_t>(content.size()));
  chunk += checked;
  AppendNumber(chunk, static_cast<std::uint32_t>(::crc32(0, reinterpret_cast<const Bytef *>(checked.data()),
                                                         static_cast<uInt>(checked.size()))));
  return chunk;
}

/** Rows, each as its difference to the pixels on the left (filter 1), compressed. */
std::string
Packed(const Picture & picture)
{
  const auto bytes = static_cast<std::size_t>(3 * picture.width);
  std::string rows;
  rows.reserve((bytes + 1) * static_cast<std::size_t>(picture.height));
  for (std::size_t row = 0; row < static_cast<std::size_t>(picture.height); ++row)
  {
    rows += '\1';
    for (std::size_t i = 0; i < bytes; ++i)
    {
      const std::uint8_t * const at = &picture.pixels[row * bytes + i];
      rows += static_cast<char>(*at - (i < 3 ? 0 : at[-3]));
    }
  }
  uLongf size = ::compressBound(rows.size());
  std::string packed(size, '\0');
  if (::compress2(reinterpret_cast<Bytef *>(packed.data()), &size, reinterpret_cast<const Bytef *>(rows.data()),
                  rows.size(), kLevel) != Z_OK)
  {
    Fail(ErrorKind::Resource, "animation: not enough memory to compress a picture");
  }
  packed.resize(size);
  return packed;
}

} // namespace

AnimationFile::AnimationFile(std::filesystem::path path, int framesPerSecond)
    : m_Path(std::move(path)), m_FramesPerSecond(framesPerSecond)
{}

void
AnimationFile::Add(const Picture & picture)
{
  if (m_Frames == 0)
  {
    m_Width = picture.width;
    m_Height = picture.height;
  }
  if (picture.width != m_Width || picture.height != m_Height)
  {
    Fail(ErrorKind::Internal, "animation: found a picture of {}x{}, expected {}x{}", picture.width, picture.height,
         m_Width, m_Height);
  }
  std::string control; // size, offset, delay, nothing disposed of, nothing blended
  AppendNumber(control, m_Sequence++);
  AppendNumber(control, static_cast<std::uint32_t>(m_Width));
  AppendNumber(control, static_cast<std::uint32_t>(m_Height));
  AppendNumber(control, 0);
  AppendNumber(control, 0);
  AppendNumber(control, 1, 2);
  AppendNumber(control, static_cast<std::uint32_t>(m_FramesPerSecond), 2);
  AppendNumber(control, 0, 2);
  m_Chunks += Chunk("fcTL", control);
  if (m_Frames++ == 0) // the one that all viewers show
  {
    m_Chunks += Chunk("IDAT", Packed(picture));
    return;
  }
  std::string data;
  AppendNumber(data, m_Sequence++);
  m_Chunks += Chunk("fdAT", data + Packed(picture));
}

void
AnimationFile::Commit()
{
  std::string header; // 8 bits of RGB
  AppendNumber(header, static_cast<std::uint32_t>(m_Width));
  AppendNumber(header, static_cast<std::uint32_t>(m_Height));
  header += std::string("\10\2\0\0\0", 5);
  std::string animation;
  AppendNumber(animation, m_Frames);
  AppendNumber(animation, 0);
  WriteTextFile(m_Path,
                "\x89PNG\r\n\x1a\n" + Chunk("IHDR", header) + Chunk("acTL", animation) + m_Chunks + Chunk("IEND", ""));
}

} // namespace vox
