// SPDX-License-Identifier: Apache-2.0
#ifndef voxCompressedFrames_h
#define voxCompressedFrames_h

#include "voxDcmtk.h"
#include "voxJpegStream.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** The pixels of an object in JPEG or JPEG-LS: one stream for each frame, its fragments joined. */
struct CompressedFrames
{
  std::vector<std::string> streams;
  JpegStream header; ///< of all of them
};

/** Throws Error(BadInput) that begins with the file unless there is a whole stream for each frame, of the rows, columns
 * and samples of the object and of its number of bits at most: a decoder would fill what is missing with nothing, or
 * write beyond its memory. */
[[nodiscard]] CompressedFrames ReadCompressedFrames(DcmDataset & dataset, E_TransferSyntax syntax,
                                                    const std::filesystem::path & file);

/** Before memory is asked for: an image of one value takes next to nothing in some encodings, but not one of any size.
 * Throws Error(BadInput) where so few bytes cannot become so many. */
void RequirePlausibleSize(std::uint64_t compressedBytes, std::uint64_t decodedBytes,
                          const std::filesystem::path & file);

} // namespace vox

#endif
