// SPDX-License-Identifier: Apache-2.0
#ifndef voxFramePixels_h
#define voxFramePixels_h

#include "voxLabelLayers.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcfcache.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vox
{

class DicomPixels;

/** The pixels of a segmentation object frame by frame, out of the file where they lie uncompressed: of 1, 8 or 16 bits,
 * with frames of 1 bit following each other without a gap. */
class FramePixels
{
public:
  /** `object` is that of the file. Run-length encoding is decoded by DCMTK, any other by GDCM (8 and 16 bits). Throws
   * Error(BadInput) that begins with the file: encoded otherwise, another width of pixels, fewer bytes than the frames
   * take. */
  FramePixels(DcmDataset & object, std::size_t pixelsPerFrame, std::size_t frames, const std::filesystem::path & file);
  ~FramePixels();

  /** The values of a frame, valid until the next call. */
  [[nodiscard]] std::span<const std::uint16_t> Read(std::size_t frame);

  /** Adds the pixels of a frame that reach the threshold, which is at least 1, as runs; its first pixel is `start`. */
  void AppendRuns(std::size_t frame, unsigned threshold, std::int64_t start, std::vector<VoxelRun> & runs);

private:
  /** All frames at once, by GDCM. */
  void Decode(const std::string & syntax, std::size_t frames);
  /** The bytes in which the frame lies; the place of its first pixel in them, in pixels. */
  std::size_t ReadBytes(std::size_t frame);

  std::unique_ptr<const DicomPixels> m_Decoded; ///< null where DCMTK reads the pixels
  std::vector<float> m_Floats;
  DcmElement * m_Element = nullptr;
  DcmFileCache m_Cache;
  std::string m_Where;
  std::size_t m_PixelsPerFrame = 0;
  std::size_t m_Bits = 0;
  std::vector<std::uint8_t> m_Bytes;
  std::vector<std::uint16_t> m_Values;
};

} // namespace vox

#endif
