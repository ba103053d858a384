// SPDX-License-Identifier: Apache-2.0
#ifndef voxFramePixels_h
#define voxFramePixels_h

#include "voxLabelLayers.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcfcache.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace vox
{

/** The pixels of a segmentation object frame by frame, out of the file where they lie uncompressed: of 1, 8 or 16 bits,
 * with frames of 1 bit following each other without a gap. */
class FramePixels
{
public:
  /** Decodes run-length encoding. Throws Error(BadInput) that begins with `where`: another encoding, another width of
   * pixels, fewer bytes than the frames take. */
  FramePixels(DcmDataset & object, std::size_t pixelsPerFrame, std::size_t frames, const std::string & where);

  /** The values of a frame, valid until the next call. */
  [[nodiscard]] std::span<const std::uint16_t> Read(std::size_t frame);

  /** Adds the pixels of a frame that reach the threshold, which is at least 1, as runs; its first pixel is `start`. */
  void AppendRuns(std::size_t frame, unsigned threshold, std::int64_t start, std::vector<VoxelRun> & runs);

private:
  /** The bytes in which the frame lies; the place of its first pixel in them, in pixels. */
  std::size_t ReadBytes(std::size_t frame);

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
