// SPDX-License-Identifier: Apache-2.0
#ifndef voxInflateStream_h
#define voxInflateStream_h

#include <zlib.h>

#include <cstdint>
#include <istream>
#include <vector>

namespace vox
{

/** What stands around deflated data. */
enum class DeflateWrapping
{
  ZlibOrGzip,
  None ///< as in zip archives: no checksum either
};

/** Decompresses data from the current position of a file. Several gzip members in a row count as one stream, and
 * padding after the last one is ignored. Damaged data does not throw: reading ends there and IsWhole() stays false. */
class InflateStream
{
public:
  explicit InflateStream(std::istream & file, DeflateWrapping wrapping = DeflateWrapping::ZlibOrGzip);
  ~InflateStream();
  InflateStream(const InflateStream &) = delete;
  InflateStream & operator=(const InflateStream &) = delete;

  /** Number of bytes stored at `to`: fewer than `count` only at the end or at damage. */
  std::uint64_t Read(char * to, std::uint64_t count);
  /** Decompresses the rest without keeping it; its number of bytes. */
  std::uint64_t Skip();
  /** True once the end was reached and the checksum, if there is one, was right. */
  [[nodiscard]] bool
  IsWhole() const
  {
    return m_Whole;
  }

private:
  std::istream & m_File;
  std::vector<char> m_Packed;
  z_stream m_Stream{};
  DeflateWrapping m_Wrapping;
  bool m_Whole = false;
};

} // namespace vox

#endif
