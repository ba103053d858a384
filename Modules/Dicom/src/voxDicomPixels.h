// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomPixels_h
#define voxDicomPixels_h

#include "voxZyx.h"

#include <gdcmDataSet.h>
#include <gdcmPixmapReader.h>

#include <filesystem>
#include <string>
#include <vector>

namespace vox
{

/** A line from stored numbers to values. */
struct Rescale
{
  double slope = 1.0;
  double intercept = 0.0;
};

/** A DICOM image file with its pixels decoded by GDCM, whatever the transfer syntax, byte order, stored width and sign.
 * Grey values are as stored (MONOCHROME1 is not inverted); RGB and YBR are red, green, blue. Throws Error(BadInput)
 * with the name of the file: no DICOM image, cut off, not decodable, or with a palette (PALETTE COLOR holds indices of
 * colors, not values). */
class DicomPixels
{
public:
  explicit DicomPixels(const std::filesystem::path & file);

  [[nodiscard]] const gdcm::DataSet &
  Header() const
  {
    return m_Reader.GetFile().GetDataSet();
  }
  /** Frames, rows, columns. */
  [[nodiscard]] const Zyx<std::int64_t> &
  Size() const
  {
    return m_Size;
  }
  /** 1, or 3 of colors. */
  [[nodiscard]] int
  Channels() const
  {
    return m_Channels;
  }
  /** Rows of a frame to float; channel c goes to values + c * channelStride. Computed in double. */
  void CopyFrame(std::int64_t frame, const Rescale & rescale, float * values, std::int64_t channelStride) const;

private:
  void CheckLength(const std::filesystem::path & file) const;
  void CheckFragments(const std::filesystem::path & file) const;

  gdcm::PixmapReader m_Reader; ///< reads no geometry, at which damaged files end the process by an assertion
  Zyx<std::int64_t> m_Size{};
  int m_Channels = 1;
  gdcm::PixelFormat m_Format;
  bool m_FullRangeYbr = false;
  bool m_PlanesApart = false; ///< all of one color, then all of the next, within a frame
  std::vector<char> m_Buffer;
};

/** RescaleSlope and RescaleIntercept of a data set or item; the identity where they are missing. Error(BadInput) for a
 * slope of 0 or one that is no number. */
[[nodiscard]] Rescale RescaleOf(const gdcm::DataSet & dataset, const std::filesystem::path & file);

} // namespace vox

#endif
