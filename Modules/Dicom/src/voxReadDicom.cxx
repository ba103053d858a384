// SPDX-License-Identifier: Apache-2.0
#include "voxReadDicom.h"

#include "voxDicomAssembly.h"
#include "voxError.h"
#include "voxGdcmTags.h"
#include "voxModalityTable.h"
#include "voxUnpackedZip.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace vox
{
namespace
{

/** Numbers as a header has them, for messages; "none" where it has none. */
std::string
Listed(const std::vector<double> & numbers)
{
  return numbers.empty() ? "none" : fmt::format("{}", fmt::join(numbers, "\\"));
}

/** Throws unless the file says the same as the scan of its series: the file may be of another matrix, or may have
 * changed. */
void
RequireAsScanned(const DicomSeries & series, const DicomInstance & instance, const DicomPixels & pixels, int channels)
{
  const std::string file = instance.file.string();
  const Zyx<std::int64_t> & size = pixels.Size();
  if (size.z != 1)
  {
    Fail(ErrorKind::BadInput,
         "{}: number of frames (0028,0008): found {}, expected 1; frames of this kind of file have no place in space",
         file, size.z);
  }
  if (size.y != series.rows || size.x != series.columns || pixels.Channels() != channels)
  {
    Fail(ErrorKind::BadInput, "{}: found {}x{} pixels of {} samples, expected {}x{} of {} as in the rest of the series",
         file, size.x, size.y, pixels.Channels(), series.columns, series.rows, channels);
  }
  const auto require = [&](const gdcm::Tag & tag, const std::vector<double> & expected) {
    const std::vector<double> found = DecimalsOf(pixels.Header(), tag);
    const auto near = [](double a, double b) { return std::abs(a - b) <= 1e-3; };
    if (!std::equal(found.begin(), found.end(), expected.begin(), expected.end(), near))
    {
      Fail(ErrorKind::BadInput, "{}: {}: found {}, expected {} as in the rest of the series", file, NameOf(tag),
           Listed(found), Listed(expected));
    }
  };
  require({0x0028, 0x0030}, series.pixelSpacingMm);
  require({0x0020, 0x0037}, series.orientationPatient);
  if (instance.positionLps)
  {
    const Vector3 & position = *instance.positionLps;
    require({0x0020, 0x0032}, {position[0], position[1], position[2]});
  }
}

/** What single images say about their place; one without any counts as axial at the origin and is noted. */
SliceStack
StackOf(const DicomSeries & series, const gdcm::DataSet & first, std::vector<std::string> & notes)
{
  SliceStack stack;
  stack.name = series.instances.size() == 1 ? series.instances.front().file.string() : NameOf(series);
  stack.size = {static_cast<std::int64_t>(series.instances.size()), series.rows, series.columns};
  stack.spacingMm = series.pixelSpacingMm;
  stack.orientationPatient = series.orientationPatient;
  stack.declaredTiltDegrees = series.gantryTiltDegrees;
  const bool placeless =
      series.instances.size() == 1 && series.orientationPatient.empty() && !series.instances.front().positionLps;
  if (placeless)
  {
    stack.orientationPatient = {1.0, 0.0, 0.0, 0.0, 1.0, 0.0};
    notes.emplace_back(
        "one image without position (0020,0032) and orientation (0020,0037): placed at the origin, axial");
  }
  for (const DicomInstance & instance : series.instances)
  {
    if (!instance.positionLps && !placeless)
    {
      Fail(ErrorKind::BadInput, "{}: image position (0020,0032): found none, expected three numbers in mm",
           instance.file.string());
    }
    stack.positionsLps.push_back(instance.positionLps.value_or(Vector3{}));
    stack.names.push_back(instance.file.string());
  }
  for (const auto & [tag, name] : {std::pair(gdcm::Tag(0x0018, 0x0088), "SpacingBetweenSlices (0018,0088)"),
                                   std::pair(gdcm::Tag(0x0018, 0x0050), "SliceThickness (0018,0050)")})
  {
    const std::vector<double> value = DecimalsOf(first, tag);
    if (!stack.singleSpacingMm && value.size() == 1 && std::isfinite(value[0]) && value[0] > 0.0)
    {
      stack.singleSpacingMm = value[0];
      stack.singleSpacingTag = name;
    }
  }
  return stack;
}

/** The pixels of a single image as values: by the modality lookup table where it has one, else by its rescale. */
void
CopyValues(const DicomPixels & pixels, const std::filesystem::path & file, float * values, std::int64_t channelStride)
{
  if (pixels.Channels() > 1)
  {
    RequireNoModalityTable(pixels.Header(), file);
  }
  const std::optional<ModalityTable> table = ModalityTableOf(pixels.Header(), file);
  pixels.CopyFrame(0, table ? Rescale() : RescaleOf(pixels.Header(), file), values, channelStride);
  if (table)
  {
    ApplyTable(*table, {values, static_cast<std::size_t>(pixels.Size().y * pixels.Size().x)});
  }
}

/** Throws for several frames in a file that does not say where each of them lies: ultrasound, nuclear medicine, screen
 * captures. */
void
RequireSingleFrames(const DicomSeries & series)
{
  for (const DicomInstance & instance : series.instances)
  {
    if (instance.frames > 1)
    {
      Fail(ErrorKind::BadInput,
           "{}: number of frames (0028,0008): found {} frames without functional groups (5200,9230), expected 1: such "
           "a file ({}) does not say where each frame lies; export single slices or an enhanced multi-frame image",
           instance.file.string(), instance.frames, series.modality.empty() ? "no modality" : series.modality);
    }
  }
}

DicomImage
ReadSlices(const DicomSeries & series, const ReadDicomOptions & options, const RunContext & context)
{
  RequireSingleFrames(series);
  const DicomPixels first(series.instances.front().file);
  RequireAsScanned(series, series.instances.front(), first, first.Channels()); // before memory for all is asked for
  std::vector<std::string> notes = ValueNotes(first.Header());
  const SliceStack stack = StackOf(series, first.Header(), notes);
  std::vector<SliceOrigin> origins;
  for (std::size_t i = 0; i < series.instances.size(); ++i)
  {
    const DicomInstance & instance = series.instances[i];
    origins.push_back({{instance.file, 1, instance.sopClassUid, instance.sopInstanceUid, {}}, i});
  }
  const SliceReader readSlice = [&](std::size_t slice, float * values, std::int64_t channelStride) {
    const auto copy = [&](const DicomPixels & pixels) {
      RequireAsScanned(series, series.instances[slice], pixels, first.Channels());
      CopyValues(pixels, series.instances[slice].file, values, channelStride);
    };
    slice == 0 ? copy(first) : copy(DicomPixels(series.instances[slice].file));
  };
  return AssembleImage(series, stack, origins, first.Channels(), readSlice, std::move(notes), options, context);
}

/** The chosen series. A part of a file that holds several images is told apart only when it is read. */
DicomSeries
Chosen(const DicomFolder & folder, const std::string & seriesUid)
{
  const std::size_t colon = seriesUid.find(':');
  for (const DicomSeries & series : folder.series)
  {
    if (colon != std::string::npos && (series.enhanced || series.mosaic) && series.part.empty() &&
        series.seriesUid == seriesUid.substr(0, colon))
    {
      DicomSeries part = series;
      part.part = seriesUid.substr(colon + 1);
      return part;
    }
  }
  return ChooseSeries(folder, seriesUid);
}

/** Throws for one slice of a scan that makes volumes: where a folder of it is named the others are missing, which the
 * result would not show. */
void
RequireSeveralSlices(const DicomSeries & series, const std::filesystem::path & path, const std::string & advice)
{
  constexpr std::array volumes{"CT", "MR", "PT"};
  const bool isPlain = !series.enhanced && !series.mosaic && series.instances.size() == 1;
  if (isPlain && series.instances.front().frames <= 1 && std::ranges::find(volumes, series.modality) != volumes.end())
  {
    Fail(ErrorKind::BadInput,
         "{}: found a series of one slice ({}, {}), expected the slices of a volume; find those that are missing, or "
         "{} to "
         "read it as one slice",
         path.string(), series.modality, series.instances.front().file.filename().string(), advice);
  }
}

} // namespace

DicomImage
ReadDicomSeries(const DicomSeries & series, const ReadDicomOptions & options, const RunContext & context)
{
  if (series.instances.empty())
  {
    Fail(ErrorKind::BadInput, "series {}: found no images, expected at least one", series.seriesUid);
  }
  if (series.mosaic)
  {
    return ReadMosaic(series, options, context);
  }
  return series.enhanced ? ReadEnhanced(series, options, context) : ReadSlices(series, options, context);
}

DicomImage
ReadDicom(const std::filesystem::path & path, const std::string & seriesUid, const ReadDicomOptions & options,
          const RunContext & context)
{
  if (IsZipArchive(path))
  {
    const auto archive = std::make_shared<const UnpackedZip>(path, ZipLimits(), context);
    const DicomSeries series = Chosen(ScanDicom(archive->Folder(), context), seriesUid);
    RequireSeveralSlices(series, path, "unpack the archive and name the file itself");
    DicomImage image = ReadDicomSeries(series, options, context);
    image.source.unpacked = archive;
    return image;
  }
  const DicomSeries series = Chosen(ScanDicom(path, context), seriesUid);
  if (std::filesystem::is_directory(path))
  {
    RequireSeveralSlices(series, path, "name the file itself");
  }
  return ReadDicomSeries(series, options, context);
}

} // namespace vox
