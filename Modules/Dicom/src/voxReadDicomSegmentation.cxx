// SPDX-License-Identifier: Apache-2.0
#include "voxDicomSegmentation.h"

#include "voxDcmtk.h"
#include "voxDicomItem.h"
#include "voxError.h"
#include "voxFramePixels.h"
#include "voxFramesOnGrid.h"
#include "voxLabelLayers.h"
#include "voxPrintable.h"
#include "voxSegmentItems.h"
#include "voxStoredFrames.h"

#include <algorithm>
#include <map>

namespace vox
{
namespace
{

using namespace dcm;

/** The smallest value that belongs to a segment. */
unsigned
Threshold(DcmItem & object, const std::string & type, const std::string & where)
{
  if (type == "BINARY")
  {
    return 1;
  }
  const std::vector<double> most = NumbersOf(object, DCM_MaximumFractionalValue);
  constexpr double largest = 65535; // of two bytes, however the number is written
  if (most.size() != 1 || !(most.front() >= 1.0 && most.front() <= largest))
  {
    Fail(ErrorKind::BadInput, "{}: a fractional segmentation without {}", where, NameOf(DCM_MaximumFractionalValue));
  }
  return (static_cast<unsigned>(most.front()) + 1) / 2;
}

/** Frames by segment, each with one segment's pixels. */
void
AddSegmentFrames(Segmentation & result, LabelLayers & layers, FramePixels & pixels, const StoredFrames & frames,
                 const std::vector<std::int64_t> & slices, unsigned threshold, const std::string & where)
{
  std::map<std::int64_t, std::vector<std::size_t>> framesOf;
  for (std::size_t i = 0; i < frames.segments.size(); ++i)
  {
    framesOf[frames.segments[i]].push_back(i);
    if (std::ranges::find(result.segments, frames.segments[i], &Segment::value) == result.segments.end())
    {
      Fail(ErrorKind::BadInput, "{}: frame {} refers to segment {}, which {} does not describe", where, i + 1,
           frames.segments[i], NameOf(DCM_SegmentSequence));
    }
  }
  for (Segment & segment : result.segments)
  {
    std::vector<VoxelRun> runs;
    for (const std::size_t frame : framesOf[segment.value])
    {
      pixels.AppendRuns(frame, threshold, slices[frame] * Product(frames.size), runs);
    }
    segment.layer = layers.Add(runs, static_cast<std::int32_t>(segment.value));
  }
}

/** Frames of a label map, whose pixels are segment numbers. */
void
AddLabelFrames(const Segmentation & result, LabelLayers & layers, FramePixels & pixels, const StoredFrames & frames,
               const std::vector<std::int64_t> & slices, DcmItem & object, const std::string & where)
{
  const std::vector<double> padding = NumbersOf(object, DCM_PixelPaddingValue);
  const auto background = [&](std::uint16_t v) { return v == 0 || (padding.size() == 1 && v == padding.front()); };
  for (std::size_t frame = 0; frame < frames.positions.size(); ++frame)
  {
    const std::span<const std::uint16_t> values = pixels.Read(frame);
    std::map<std::uint16_t, std::vector<VoxelRun>> runsOf;
    for (std::size_t i = 0; i < values.size(); ++i)
    {
      if (background(values[i]))
      {
        continue;
      }
      const std::int64_t at = slices[frame] * Product(frames.size) + static_cast<std::int64_t>(i);
      std::vector<VoxelRun> & runs = runsOf[values[i]];
      if (!runs.empty() && runs.back().end == at)
      {
        ++runs.back().end;
      }
      else
      {
        runs.push_back({at, at + 1});
      }
    }
    for (const auto & [value, runs] : runsOf)
    {
      if (std::ranges::find(result.segments, value, &Segment::value) == result.segments.end())
      {
        Fail(ErrorKind::BadInput, "{}: frame {} holds the value {}, which {} does not describe", where, frame + 1,
             value, NameOf(DCM_SegmentSequence));
      }
      if (layers.Add(runs, value) != 0)
      {
        Fail(ErrorKind::BadInput, "{}: frame {} lies where another one does, expected one label map", where, frame + 1);
      }
    }
  }
}

/** An opened file, checked but for its pixels. */
struct OpenSegmentation
{
  explicit OpenSegmentation(const std::filesystem::path & path) : where(path.string())
  {
    PrepareDcmtk();
    const OFCondition status = file.loadFile(path.c_str());
    if (status.bad())
    {
      Fail(ErrorKind::BadInput, "{}: cannot be read as DICOM ({})", where, status.text());
    }
    type = TextOf(*file.getDataset(), DCM_SegmentationType);
    if (type != "BINARY" && type != "FRACTIONAL" && type != "LABELMAP")
    {
      Fail(ErrorKind::BadInput, "{}: {} is '{}' and {} '{}', expected SEG and BINARY, FRACTIONAL or LABELMAP", where,
           NameOf(DCM_Modality), Printable(TextOf(*file.getDataset(), DCM_Modality)), NameOf(DCM_SegmentationType),
           Printable(type));
    }
    (void)file.getDataset()->convertToUTF8(); // names in letters that cannot be converted stay as they are
    frames = StoredFramesIn(*file.getDataset(), type == "LABELMAP", where);
  }

  /** Puts the pixels of each frame into its slice of a grid. */
  [[nodiscard]] Segmentation
  Fill(const ImageGeometry & grid, const std::vector<std::int64_t> & slices)
  {
    DcmDataset & object = *file.getDataset();
    Segmentation result;
    result.segments = SegmentsIn(object, where);
    FramePixels pixels(object, static_cast<std::size_t>(Product(frames.size)), frames.positions.size(), where);
    LabelLayers layers(grid);
    if (type == "LABELMAP")
    {
      AddLabelFrames(result, layers, pixels, frames, slices, object, where);
    }
    else
    {
      AddSegmentFrames(result, layers, pixels, frames, slices, Threshold(object, type, where), where);
    }
    result.layers = layers.Layers();
    return result;
  }

  std::string where;
  DcmFileFormat file;
  std::string type;
  StoredFrames frames;
};

/** One that names the series is believed; some programs make up a frame of reference. */
void
RequireSamePatientSpace(OpenSegmentation & file, const DicomSource & source)
{
  DcmDataset & object = *file.file.getDataset();
  const std::string uid = TextOf(object, DCM_FrameOfReferenceUID);
  if (uid.empty() || source.frameOfReferenceUid.empty() || uid == source.frameOfReferenceUid)
  {
    return;
  }
  for (DcmItem * series : ItemsOf(object, DCM_ReferencedSeriesSequence))
  {
    if (TextOf(*series, DCM_SeriesInstanceUID) == source.seriesUid)
    {
      return;
    }
  }
  Fail(ErrorKind::BadInput, "{}: its segments lie in {} {}, the images in {}; choose the series that it was made of",
       file.where, NameOf(DCM_FrameOfReferenceUID), Printable(uid), Printable(source.frameOfReferenceUid));
}

} // namespace

Segmentation
ReadDicomSegmentation(const std::filesystem::path & path)
{
  OpenSegmentation file(path);
  const FrameGrid grid = GridOf(file.frames, file.where);
  return file.Fill(grid.geometry, grid.slices);
}

Segmentation
ReadDicomSegmentation(const std::filesystem::path & path, const ImageGeometry & grid, const DicomSource & source)
{
  OpenSegmentation file(path);
  RequireSamePatientSpace(file, source);
  const std::vector<std::int64_t> slices = SlicesOf(file.frames, source);
  if (slices.empty())
  {
    const FrameGrid own = GridOf(file.frames, file.where);
    return OnGrid(file.Fill(own.geometry, own.slices), grid);
  }
  ImageGeometry stack = source.frames.front().geometry; // only its size is used: frames one after the other
  stack.size.z = static_cast<std::int64_t>(source.frames.size());
  Segmentation result = file.Fill(stack, slices);
  for (Volume & layer : result.layers)
  {
    layer = FramesOnGrid(layer.voxels, source, grid);
  }
  return result;
}

} // namespace vox
