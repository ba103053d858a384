// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomHeader_h
#define voxDicomHeader_h

#include "voxDicomFolder.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vox
{

/** What may tell images at one position apart, in the order in which it is asked: what was done on purpose first, times
 * last. */
enum class SeriesMark
{
  TemporalPosition,
  Acquisition,
  DiffusionWeighting,
  GradientDirection,
  ImageType,
  InversionTime,
  Kernel,
  TubeVoltage,
  TriggerTime,
  FrameReferenceTime,
  AcquisitionTime,
  ContentTime
};
constexpr std::size_t kSeriesMarks = 12;

/** Name of a mark as it stands in DicomSeries::part. */
[[nodiscard]] std::string_view NameOf(SeriesMark mark);

/** What is read of one file to tell what it is and where it belongs. Texts are printable ASCII. */
struct DicomHeader
{
  DicomInstance instance;
  std::uintmax_t bytes = 0; ///< of the file
  std::string patient;      ///< personal: must not leave the scan
  std::string studyUid;
  std::string seriesUid;
  std::string frameOfReferenceUid;
  std::string modality;
  std::string description;
  std::string imageType; ///< values separated by '/'
  int rows = 0;
  int columns = 0;
  std::vector<double> pixelSpacingMm;
  std::vector<double> orientationPatient;
  std::optional<double> gantryTiltDegrees;
  std::string echo;                              ///< "echo 2", "echo time 50"; empty: none
  std::string concatenationUid;                  ///< of a multi-frame image in several files
  std::string referencedSeriesUid;               ///< of a segmentation or structure set
  std::array<std::string, kSeriesMarks> marks{}; ///< by SeriesMark
  bool enhanced = false;
  bool mosaic = false;
};

/** Reads a header; pixels, and of images all private data behind them, stay unread. Throws Error(BadInput) with nothing
 * but the reason, for the caller to name the file: not DICOM, cut off, damaged. */
[[nodiscard]] DicomHeader ReadDicomHeader(const std::filesystem::path & file);

} // namespace vox

#endif
