// SPDX-License-Identifier: Apache-2.0
#ifndef voxFrameProbabilities_h
#define voxFrameProbabilities_h

#include "voxSegmentFrames.h"

namespace vox
{

/** Probabilities sampled linearly at the pixels of source frames, in whole steps; zero outside of their grid. */
class FrameProbabilities
{
public:
  static constexpr std::uint16_t kSteps = 255;

  /** Throws Error(BadInput) unless there are as many channels, float32, as segments. */
  FrameProbabilities(const Volume & probabilities, std::size_t segments, const DicomSource & source);

  /** The frames in which any pixel is above zero, by segment, then by source. */
  [[nodiscard]] const std::vector<SegmentFrame> &
  Stored() const
  {
    return m_Stored;
  }
  /** One byte a pixel, frame after frame. */
  void Copy(std::uint8_t * pixels) const;

private:
  std::vector<SegmentFrame> m_Stored;
  std::vector<std::uint8_t> m_Pixels;
};

} // namespace vox

#endif
