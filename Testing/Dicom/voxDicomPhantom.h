// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomPhantom_h
#define voxDicomPhantom_h

#include "voxImageGeometry.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

class DcmItem;

namespace vox::testing
{

/** How the pixels lie in the file; JpegLs and Jpeg2000 are encoded with GDCM, the others with DCMTK. */
enum class PhantomSyntax
{
  ExplicitLittle,
  ImplicitLittle,
  ExplicitBig,
  Deflated,
  Rle,
  JpegLossless,
  JpegLosslessAny, ///< process 14 with another predictor
  JpegBaseline,    ///< lossy; 8 bits stored
  JpegExtended,    ///< lossy; 12 bits stored
  JpegLs,
  Jpeg2000
};

/** A synthetic scan: where its pixels lie in the world and what they hold is known, so that a reader can be checked.
 * Every member may be changed before writing; nothing in it is taken from a patient. */
struct DicomPhantom
{
  /** The scan without tilt. Columns y and x of the direction become ImageOrientationPatient; column z is the way from
   * one slice to the next and may point along the normal of the slices (the cross product of x and y) or against it. */
  ImageGeometry geometry{{5, 6, 7}, {3.0, 1.5, 0.75}, {-20.0, 35.5, 110.25}, {{{0, 0, 1}, {0, 1, 0}, {1, 0, 0}}}};
  /** Angle between the way from slice to slice and the z column: slices are moved along their y axis by the tangent of
   * it times their distance from the first. */
  double tiltDegrees = 0.0;
  std::vector<double> slicePositionsMm; ///< distances from the first slice along the z column; empty: even spacing
  /** Value of a pixel after the rescale, from its index and its true place. Empty: CountedValue. */
  std::function<double(const Zyx<std::int64_t> & voxel, const Vector3 & world)> value;

  std::string modality = "CT"; ///< CT, MR, PT or OT (secondary capture); decides the SOP class
  std::string patient = "1";   ///< part of PatientID
  std::string studyUid = "1.2.826.0.1.3680043.2.1125.1";
  std::string seriesUid = "1.2.826.0.1.3680043.2.1125.1.1";
  std::string frameOfReferenceUid = "1.2.826.0.1.3680043.2.1125.1.9";
  std::string imageType = "ORIGINAL\\PRIMARY\\AXIAL";
  std::optional<double> echoTime;
  std::optional<int> acquisitionNumber;
  std::optional<int> temporalPosition;
  bool reverseInstanceNumbers = false;
  int firstInstanceNumber = 1; ///< also part of the SOP instance UIDs: change it for a second set in one series

  int bitsAllocated = 16; ///< 8 or 16
  int bitsStored = 16;
  bool isSigned = true;
  std::string photometric = "MONOCHROME2"; ///< or MONOCHROME1, RGB, YBR_FULL (8 bits, channels a shade apart)
  std::vector<double> slopes{1.0};         ///< RescaleSlope of each slice, repeated
  std::vector<double> intercepts{0.0};
  PhantomSyntax syntax = PhantomSyntax::ExplicitLittle;

  /** Called for each slice (in a multi-frame file once, with slice 0) before it is written: breaks or adds what a test
   * is about. Pixels are in the item already, not yet compressed. */
  std::function<void(DcmItem & dataset, int slice)> edit;
  /** Of a multi-frame file: called with the functional groups of each frame. */
  std::function<void(DcmItem & perFrame, int frame)> editFrame;
};

/** What a reader is given of the files of a series: their folder, or the one file itself, since a folder of one slice
 * is refused. */
[[nodiscard]] std::filesystem::path PathOfSeries(const std::vector<std::filesystem::path> & files);

/** Index of the voxel in its grid, counted from 0: unlike for every voxel. */
[[nodiscard]] double CountedValue(const DicomPhantom & phantom, const Zyx<std::int64_t> & voxel);

/** Place of the center of a pixel, tilt and uneven distances included. */
[[nodiscard]] Vector3 WorldOf(const DicomPhantom & phantom, const Zyx<std::int64_t> & voxel);

/** What the file holds for a voxel, after rescale and the rounding to a stored number. */
[[nodiscard]] double StoredValue(const DicomPhantom & phantom, const Zyx<std::int64_t> & voxel);

/** Channel (0 to 2) of a voxel of an RGB phantom. */
[[nodiscard]] double StoredChannel(const DicomPhantom & phantom, const Zyx<std::int64_t> & voxel, int channel);

/** One file for each slice, "<prefix>000.dcm" and so on; makes the folder. Returns the files in the order of slices. */
std::vector<std::filesystem::path> WriteDicomSeries(const std::filesystem::path & folder, const DicomPhantom & phantom,
                                                    const std::string & prefix = "slice");

/** All slices as one enhanced CT, MR or PET file with functional groups: position, orientation, measures, rescale. */
void WriteEnhancedDicom(const std::filesystem::path & file, const DicomPhantom & phantom);

} // namespace vox::testing

#endif
