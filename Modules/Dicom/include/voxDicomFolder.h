// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomFolder_h
#define voxDicomFolder_h

#include "voxImageGeometry.h"
#include "voxRunContext.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vox
{

/** One image of a series, from its header alone: a slice, or with several frames a whole volume. */
struct DicomInstance
{
  std::filesystem::path file;
  std::string sopClassUid;
  std::string sopInstanceUid;
  std::string transferSyntaxUid;
  int frames = 1;
  int instanceNumber = 0;
  std::optional<Vector3> positionLps; ///< ImagePositionPatient: center of the first pixel; none in an enhanced object
};

/** Images that make one volume: same series, frame of reference, orientation, matrix, pixel spacing and echo. Where
 * several lie at one position they are split by temporal position, acquisition, b-value, image type or time, so that at
 * most one is left at each, where the headers allow it. An enhanced image is a series of its own. */
struct DicomSeries
{
  std::string patientKey; ///< tells patients apart within the folder: a number, holds nothing personal
  std::string studyUid;
  std::string seriesUid;
  std::string part; ///< what tells it from others of the same UID: "echo 2", "temporal position 3"; empty: nothing does
  std::string frameOfReferenceUid;
  std::string modality;
  std::string description; ///< SeriesDescription
  std::string sopClassUid;
  bool enhanced = false; ///< multi-frame with functional groups
  bool mosaic = false;   ///< Siemens mosaic: tiles of one picture are slices
  bool survey = false;   ///< a few slices of a series that lies across itself: to plan other scans by
  int rows = 0;
  int columns = 0;
  std::vector<double> pixelSpacingMm;     ///< between rows, between columns; empty where the header has none
  std::vector<double> orientationPatient; ///< six direction cosines: along a row, down a column; empty: none
  std::optional<double> gantryTiltDegrees;
  std::vector<DicomInstance> instances; ///< ascending along the normal; by instance number where there is none
};

/** What a file is that holds no volume. */
struct DicomSkipped
{
  std::filesystem::path file;
  std::string reason; ///< "localizer", "structured report", "not DICOM" ...
};

/** A segmentation or structure set, which refers to a series. */
struct DicomAnnotation
{
  std::filesystem::path file;
  std::string modality; ///< "SEG" or "RTSTRUCT"
  std::string seriesUid;
  std::string referencedSeriesUid; ///< empty where the file does not say
};

/** What a folder holds. */
struct DicomFolder
{
  std::filesystem::path root;
  std::vector<DicomSeries> series; ///< candidates for volumes, most slices first
  std::vector<DicomAnnotation> annotations;
  std::vector<DicomSkipped> skipped;
  std::size_t files = 0; ///< looked at
};

/** True if the file begins like a DICOM file: "DICM" at byte 128, or a group 2 or 8 element at the start. Reads 160
 * bytes. */
[[nodiscard]] bool IsDicomFile(const std::filesystem::path & file);

/** True if the path is a DICOM file, a zip archive (whatever is in it), or a folder in which a DICOM file lies (looked
 * for until the first is found, in at most a thousand files). */
[[nodiscard]] bool HoldsDicom(const std::filesystem::path & path);

/** Walks a folder and all below it, or looks at one file, reading headers only; links are followed, but each file and
 * folder is looked at once, so that loops end. Reports progress. Throws Error(BadInput) for a path that is not there or
 * cannot be listed; a file that cannot be read, or holds no image of a volume, is skipped with its reason, one line. Of
 * copies of an image (same UID and header) or annotation (same bytes) one is kept. Pixels are not looked at: whether
 * they are cut off is found when they are read. A zip archive is skipped, too: unpack it first. */
[[nodiscard]] DicomFolder ScanDicom(const std::filesystem::path & path, const RunContext & context = {});

/** Frames of all its images; a mosaic counts as one. */
[[nodiscard]] std::int64_t FrameCount(const DicomSeries & series);

/** What chooses it: "UID", or "UID:part". */
[[nodiscard]] std::string SelectorOf(const DicomSeries & series);

/** The series to read: the one whose UID is `seriesUid` (with "UID:part" where one UID holds several), or where that is
 * empty, the only candidate; series without orientation, such as ultrasound or radiographs, and surveys are candidates
 * only where there is no other. Error(BadInput) otherwise, listing what there is with slices, size, modality, and what
 * to say to choose; several patients in a folder are named as such. */
[[nodiscard]] const DicomSeries & ChooseSeries(const DicomFolder & folder, const std::string & seriesUid = {});

/** Tags with personal data that a file holds at any depth: keyword and tag ("PatientName (0010,0010)"), never the
 * value; from the basic profile of DICOM PS3.15 annex E, without UIDs. Only tags with a value count. Private elements,
 * in which vendors repeat such data, come last, by group ("private elements (0029,xxxx)"); before them a line where
 * BurnedInAnnotation is YES. Throws Error(BadInput): not DICOM, cut off. */
[[nodiscard]] std::vector<std::string> PersonalTags(const std::filesystem::path & file);

/** Tags of the UIDs of a file that say nothing by themselves, but lead whoever has the archive they come from to the
 * patient; the basic profile replaces them. As above, in order; without those that the standard itself registers
 * (1.2.840.10008: classes, transfer syntaxes) and without private elements. */
[[nodiscard]] std::vector<std::string> LookupUids(const std::filesystem::path & file);

} // namespace vox

#endif
