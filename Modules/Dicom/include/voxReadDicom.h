// SPDX-License-Identifier: Apache-2.0
#ifndef voxReadDicom_h
#define voxReadDicom_h

#include "voxDicomFolder.h"
#include "voxDicomSource.h"

namespace vox
{

/** What is mended and what is refused. */
struct ReadDicomOptions
{
  double tiltDegrees = 0.5;         ///< a larger angle between stack and normal is a tilt, and undone by a shear
  double spacingToleranceMm = 0.01; ///< distances of slices may differ by this, or by spacingTolerance of themselves
  double spacingTolerance = 0.01;   ///< as a part of the distance
  double largestGap = 2.5;          ///< in median distances; a larger one is refused, a smaller one resampled
  double outsideValue = -1024.0;    ///< of CT, where the undone tilt has no source; other modalities: the minimum
  bool voxels = true;               ///< false: headers alone; the image has its geometry but no tensor
};

/** A DICOM image as a volume. */
struct DicomImage
{
  Volume image; ///< float32 [C, D, H, W] in the units of the rescale (HU for CT); RGB gives three channels
  DicomSource source;
  std::vector<std::string> notes; ///< what was found and mended, one line each: tilt, gaps, private scaling
};

/** Reads a series: single-frame, enhanced multi-frame or mosaic, in any transfer syntax that GDCM or DCMTK decodes;
 * rescale per slice; signed or unsigned of any stored width; MONOCHROME1 keeps its values (they are measurements, not
 * brightness) and is noted. The geometry is right or the series is refused: a gantry tilt is undone by a linear shear
 * resampling, uneven slices are resampled linearly onto a regular grid of the median distance, both noted. Throws
 * Error(BadInput), one line with file, tag, found, expected: no pixel spacing, duplicate positions, gaps too large,
 * orientation not orthonormal, cut off or undecodable pixels. */
[[nodiscard]] DicomImage ReadDicomSeries(const DicomSeries & series, const ReadDicomOptions & options = {},
                                         const RunContext & context = {});

/** Scans, chooses and reads: a folder, a file (then its own series in the same folder is NOT added: one file is one
 * image) or a zip archive, which is unpacked into a private folder for as long as it takes: the files of its source are
 * gone afterwards. `seriesUid` as ChooseSeries takes it; of several images within one enhanced file "UID:part", where
 * the error that lists them says the parts. Throws Error(BadInput) besides for a folder or archive whose series is a
 * single slice of CT, MR or PET: the others are missing; the file itself is read as one slice. */
[[nodiscard]] DicomImage ReadDicom(const std::filesystem::path & path, const std::string & seriesUid = {},
                                   const ReadDicomOptions & options = {}, const RunContext & context = {});

} // namespace vox

#endif
