// SPDX-License-Identifier: Apache-2.0
#ifndef voxJpegStream_h
#define voxJpegStream_h

#include <cstdint>
#include <optional>
#include <string_view>

namespace vox
{

/** What the marker segments of one JPEG (ITU-T T.81) or JPEG-LS (T.87) stream say. */
struct JpegStream
{
  int process = -1; ///< n of SOFn: 0 and 1 sequential, 2 progressive, 3 lossless; 55 JPEG-LS
  int bits = 0;     ///< of a sample
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  int components = 0;
  int scans = 0;
  bool ended = false; ///< by an end of image
};

/** The bytes begin as a stream does (SOI). Within its compressed data no such bytes occur. */
[[nodiscard]] bool BeginsJpegStream(std::string_view bytes);

/** From the beginning of a stream to its end of image, or the end of the bytes. Nothing where the segments do not
 * follow each other, the first scan has no frame header before it, or a frame header is cut off. */
[[nodiscard]] std::optional<JpegStream> ReadJpegStream(std::string_view bytes);

} // namespace vox

#endif
