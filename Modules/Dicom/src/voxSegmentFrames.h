// SPDX-License-Identifier: Apache-2.0
#ifndef voxSegmentFrames_h
#define voxSegmentFrames_h

#include "voxDicomSource.h"
#include "voxSegmentation.h"

#include <compare>
#include <cstdint>
#include <vector>

class DcmItem;

namespace vox
{

/** One frame of a segmentation object: the part of a segment in a source frame, both by their place in the list. */
struct SegmentFrame
{
  std::size_t segment = 0;
  std::size_t source = 0;

  friend auto operator<=>(const SegmentFrame &, const SegmentFrame &) = default;
};

/** Labels on the frames of a source, with what their values mean. */
class LabeledFrames
{
public:
  /** Brings the layers to the frames. Errors as LabelsOnFrames. */
  LabeledFrames(const Segmentation & segmentation, const DicomSource & source);

  /** The frames that are not empty, by segment, then by source. Throws Error(BadInput) for a value that no segment
   * has, and where there is no segment. */
  [[nodiscard]] std::vector<SegmentFrame> Stored() const;

  /** One bit a pixel, frames without padding between them, the first pixel in the lowest bit (PS3.5 8.1.1).
   * `bits` holds zeros. */
  void Pack(const std::vector<SegmentFrame> & stored, std::uint8_t * bits) const;

  /** One frame, one byte a pixel: 1 inside of the segment. */
  [[nodiscard]] std::vector<std::uint8_t> Mask(const SegmentFrame & frame) const;

private:
  /** Calls visit(segment, source frame, pixel) for each pixel that is not background. */
  template <typename TVisit> void VisitPixels(std::size_t layer, TVisit && visit) const;

  std::vector<Segment> m_Segments;
  std::vector<at::Tensor> m_Layers; ///< int32 [1, F, rows, columns]
};

/** Patient space of each stored frame: functional groups with position and source image, the dimensions that order
 * them, and the references to the whole series. Frames are of one size, orientation and pixel spacing; Error(BadInput)
 * otherwise. */
void PutFrames(DcmItem & object, const std::vector<SegmentFrame> & stored, const DicomSource & source);

} // namespace vox

#endif
