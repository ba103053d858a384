// SPDX-License-Identifier: Apache-2.0
#include "voxDicomAssembly.h"
#include "voxError.h"
#include "voxGdcmTags.h"
#include "voxModalityTable.h"
#include "voxPrintable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <set>

namespace vox
{
namespace
{

const gdcm::Tag kSharedGroups(0x5200, 0x9229);
const gdcm::Tag kPerFrameGroups(0x5200, 0x9230);
const gdcm::Tag kFrameContent(0x0020, 0x9111);
const gdcm::Tag kPlanePosition(0x0020, 0x9113);
const gdcm::Tag kPlaneOrientation(0x0020, 0x9116);
const gdcm::Tag kPixelMeasures(0x0028, 0x9110);
const gdcm::Tag kPixelTransformation(0x0028, 0x9145);
const gdcm::Tag kEcho(0x0018, 0x9114);
const gdcm::Tag kDiffusion(0x0018, 0x9117);

/** What may tell frames at one position apart, the most usual first. */
constexpr std::size_t kMarks = 6;

/** A frame of a multi-frame file and its place in space. */
struct Frame
{
  std::size_t instance = 0;
  std::int64_t number = 0; ///< from 0
  Vector3 positionLps{};
  std::vector<double> orientation;
  std::vector<double> spacingMm;
  std::vector<double> distanceMm;
  std::vector<double> thicknessMm;
  Rescale rescale;
  std::array<std::string, kMarks> marks;
  std::string part;
};

/** The item of a functional group: of the frame where it has its own, else the shared one. */
std::optional<gdcm::DataSet>
GroupOf(const gdcm::DataSet & perFrame, const gdcm::DataSet & shared, const gdcm::Tag & tag, const std::string & file)
{
  for (const gdcm::DataSet * groups : {&perFrame, &shared})
  {
    const std::vector<gdcm::DataSet> items = ItemsOf(*groups, tag, file);
    if (!items.empty())
    {
      return items.front();
    }
  }
  return std::nullopt;
}

template <typename T>
std::string
Marked(const char * name, const std::optional<T> & value)
{
  return value ? fmt::format("{} {}", name, *value) : std::string();
}

std::array<std::string, kMarks>
MarksOf(const gdcm::DataSet & perFrame, const gdcm::DataSet & shared, const Frame & frame, const std::string & file)
{
  const gdcm::DataSet none;
  const auto group = [&](const gdcm::Tag & tag) { return GroupOf(perFrame, shared, tag, file).value_or(none); };
  const gdcm::DataSet content = group(kFrameContent);
  std::string orientation;
  for (const double cosine : frame.orientation)
  {
    orientation += fmt::format("{}{:.3f}", orientation.empty() ? "orientation " : "/", cosine + 0.0);
  }
  std::string frameType;
  for (const std::uint16_t element : {0x9226, 0x9329, 0x9751}) // MR, CT, PET image frame type sequence
  {
    const std::vector<gdcm::DataSet> items = ItemsOf(perFrame, {0x0018, element}, file);
    frameType = items.empty() ? frameType : TextOf(items.front(), {0x0008, 0x9007}).value_or("");
  }
  std::replace(frameType.begin(), frameType.end(), '\\', '/');
  const std::optional<std::string> stack = TextOf(content, {0x0020, 0x9056});
  return {Marked("stack", stack ? std::optional(Printable(*stack)) : std::nullopt),
          orientation,
          Marked("temporal position", Unsigned32Of(content, {0x0020, 0x9128})),
          Marked("echo time", DoubleOf(group(kEcho), {0x0018, 0x9082})),
          Marked("b-value", DoubleOf(group(kDiffusion), {0x0018, 0x9087})),
          frameType.empty() ? "" : "type " + Printable(frameType)};
}

std::vector<Frame>
FramesOf(const gdcm::DataSet & header, const DicomInstance & instance, std::size_t index, std::int64_t count)
{
  const std::string file = instance.file.string();
  const std::vector<gdcm::DataSet> shared = ItemsOf(header, kSharedGroups, file);
  const std::vector<gdcm::DataSet> perFrame = ItemsOf(header, kPerFrameGroups, file);
  if (perFrame.size() != static_cast<std::size_t>(count))
  {
    Fail(ErrorKind::BadInput, "{}: functional groups {}: found {} items, expected one for each of {} frames", file,
         NameOf(kPerFrameGroups), perFrame.size(), count);
  }
  const gdcm::DataSet none;
  const gdcm::DataSet & sharedGroups = shared.empty() ? none : shared.front();
  std::vector<Frame> frames;
  for (std::int64_t number = 0; number < count; ++number)
  {
    const gdcm::DataSet & groups = perFrame[static_cast<std::size_t>(number)];
    const auto group = [&](const gdcm::Tag & tag) { return GroupOf(groups, sharedGroups, tag, file).value_or(none); };
    Frame frame;
    frame.instance = index;
    frame.number = number;
    const std::vector<double> position = DecimalsOf(group(kPlanePosition), {0x0020, 0x0032});
    if (position.size() != 3)
    {
      Fail(ErrorKind::BadInput, "{}: frame {}: image position (0020,0032) in {}: found {} numbers, expected 3", file,
           number + 1, NameOf(kPlanePosition), position.size());
    }
    frame.positionLps = {position[0], position[1], position[2]};
    frame.orientation = DecimalsOf(group(kPlaneOrientation), {0x0020, 0x0037});
    frame.spacingMm = DecimalsOf(group(kPixelMeasures), {0x0028, 0x0030});
    frame.distanceMm = DecimalsOf(group(kPixelMeasures), {0x0018, 0x0088});
    frame.thicknessMm = DecimalsOf(group(kPixelMeasures), {0x0018, 0x0050});
    frame.rescale = RescaleOf(group(kPixelTransformation), instance.file);
    frame.marks = MarksOf(groups, sharedGroups, frame, file);
    frames.push_back(std::move(frame));
  }
  return frames;
}

bool
HasDuplicates(const std::vector<const Frame *> & frames)
{
  std::set<Vector3> seen;
  return std::any_of(frames.begin(), frames.end(),
                     [&](const Frame * f) { return !seen.insert(f->positionLps).second; });
}

/** Names the part of each frame: stacks and orientations always, other marks only while frames share a position. */
void
NameParts(std::vector<Frame> & frames)
{
  for (std::size_t mark = 0; mark < kMarks; ++mark)
  {
    std::map<std::string, std::vector<Frame *>> parts;
    for (Frame & frame : frames)
    {
      parts[frame.part].push_back(&frame);
    }
    for (const auto & [name, members] : parts)
    {
      std::set<std::string> values;
      for (const Frame * frame : members)
      {
        values.insert(frame->marks[mark]);
      }
      if (values.size() > 1 && (mark < 2 || HasDuplicates({members.begin(), members.end()})))
      {
        for (Frame * frame : members)
        {
          frame->part += (name.empty() ? "" : ", ") + frame->marks[mark];
        }
      }
    }
  }
}

/** The frames of the part that is asked for, or of the only one. */
std::vector<Frame>
ChoosePart(std::vector<Frame> frames, const DicomSeries & series)
{
  std::map<std::string, std::size_t> parts;
  for (const Frame & frame : frames)
  {
    ++parts[frame.part];
  }
  if (parts.size() == 1 && (series.part.empty() || parts.contains(series.part) || parts.begin()->first.empty()))
  {
    return frames;
  }
  if (!parts.contains(series.part))
  {
    std::string list;
    for (const auto & [name, count] : parts)
    {
      list += fmt::format("{}'{}' ({} frames)", list.empty() ? "" : ", ", name, count);
    }
    Fail(ErrorKind::BadInput, "{}: found {} images in one series: {}; choose one as '{}:{}'", NameOf(series),
         parts.size(), list, series.seriesUid, parts.begin()->first);
  }
  std::erase_if(frames, [&](const Frame & frame) { return frame.part != series.part; });
  return frames;
}

SliceStack
StackOf(const std::vector<Frame> & frames, const DicomSeries & series, const Zyx<std::int64_t> & size)
{
  SliceStack stack;
  stack.name = series.instances.size() == 1 ? series.instances.front().file.string() : NameOf(series);
  stack.size = {static_cast<std::int64_t>(frames.size()), size.y, size.x};
  stack.spacingMm = frames.front().spacingMm;
  stack.orientationPatient = frames.front().orientation;
  stack.declaredTiltDegrees = series.gantryTiltDegrees;
  for (const Frame & frame : frames)
  {
    const std::string name =
        fmt::format("{} frame {}", series.instances[frame.instance].file.string(), frame.number + 1);
    const auto near = [](double a, double b) { return std::abs(a - b) <= 1e-4; };
    if (!std::equal(frame.spacingMm.begin(), frame.spacingMm.end(), stack.spacingMm.begin(), stack.spacingMm.end(),
                    near))
    {
      Fail(ErrorKind::BadInput, "{}: pixel spacing (0028,0030): found {}, expected {} as in the first frame", name,
           fmt::join(frame.spacingMm, "\\"), fmt::join(stack.spacingMm, "\\"));
    }
    stack.positionsLps.push_back(frame.positionLps);
    stack.names.push_back(name);
  }
  for (const auto & [value, name] : {std::pair(frames.front().distanceMm, "SpacingBetweenSlices (0018,0088)"),
                                     std::pair(frames.front().thicknessMm, "SliceThickness (0018,0050)")})
  {
    if (!stack.singleSpacingMm && value.size() == 1 && std::isfinite(value[0]) && value[0] > 0.0)
    {
      stack.singleSpacingMm = value[0];
      stack.singleSpacingTag = name;
    }
  }
  return stack;
}

} // namespace

DicomImage
ReadEnhanced(const DicomSeries & series, const ReadDicomOptions & options, const RunContext & context)
{
  // More than one file where a long image was cut into a concatenation.
  std::vector<std::unique_ptr<DicomPixels>> files;
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < series.instances.size(); ++i)
  {
    context.ThrowIfCancelled();
    files.push_back(std::make_unique<DicomPixels>(series.instances[i].file));
    RequireNoModalityTable(files.back()->Header(), series.instances[i].file);
    const Zyx<std::int64_t> & size = files.back()->Size();
    const Zyx<std::int64_t> & first = files.front()->Size();
    if (size.y != first.y || size.x != first.x || files.back()->Channels() != files.front()->Channels())
    {
      Fail(ErrorKind::BadInput, "{}: found {}x{} pixels, expected {}x{} as in the first file of the series",
           series.instances[i].file.string(), size.x, size.y, first.x, first.y);
    }
    std::vector<Frame> found = FramesOf(files.back()->Header(), series.instances[i], i, size.z);
    std::move(found.begin(), found.end(), std::back_inserter(frames));
  }
  NameParts(frames);
  const std::vector<Frame> chosen = ChoosePart(std::move(frames), series);
  std::vector<SliceOrigin> origins;
  for (const Frame & frame : chosen)
  {
    const DicomInstance & instance = series.instances[frame.instance];
    origins.push_back(
        {{instance.file, static_cast<int>(frame.number) + 1, instance.sopClassUid, instance.sopInstanceUid, {}},
         frame.instance});
  }
  const SliceReader readSlice = [&](std::size_t slice, float * values, std::int64_t channelStride) {
    const Frame & frame = chosen[slice];
    files[frame.instance]->CopyFrame(frame.number, frame.rescale, values, channelStride);
  };
  return AssembleImage(series, StackOf(chosen, series, files.front()->Size()), origins, files.front()->Channels(),
                       readSlice, ValueNotes(files.front()->Header()), options, context);
}

} // namespace vox
