// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentStep.h"

#include "voxAtomicFile.h"
#include "voxCaseFailures.h"
#include "voxCaseImage.h"
#include "voxGrayImage.h"
#include "voxLabelHistogram.h"
#include "voxLabelOutput.h"
#include "voxObjectTable.h"
#include "voxReadVolume.h"
#include "voxRunManifest.h"
#include "voxSegmentJobs.h"
#include "voxSegmentationRegistry.h"
#include "voxTextTable.h"

#include <chrono>

namespace vox
{
namespace
{

/** What came of a case: its objects, where they were looked for, and what the method found. */
struct SegmentedCase
{
  CaseObjects objects;
  bool counted = false;
  std::filesystem::path output;
  Json found;
  double seconds = 0.0;
};

/** The file of a case: of several, one for each channel, the chosen one. */
std::filesystem::path
FileOf(const CaseFiles & files, const std::optional<std::int64_t> & channel)
{
  const std::size_t count = files.channels.size();
  if (count > 1 && (!channel || *channel >= static_cast<std::int64_t>(count)))
  {
    Fail(ErrorKind::BadInput, "found {} files, one for each channel, expected one; choose it by --channel 0 to {}",
         count, count - 1);
  }
  return files.channels[count > 1 ? static_cast<std::size_t>(*channel) : 0];
}

/** The image of a case, made gray. */
CaseImage
ReadGray(const SegmentJob & job, const std::optional<std::int64_t> & channel, const RunContext & context)
{
  CaseImage read =
      ReadCase({job.files.name, {FileOf(job.files, channel)}, std::nullopt}, {{}, {job.series}, {}}, context);
  read.image = channel && job.files.channels.size() == 1 ? ChannelOf(read.image, *channel) : ToGray(read.image);
  return read;
}

/** The labels that a map holds, named by their numbers. */
std::vector<Segment>
SegmentsIn(const Volume & labels)
{
  std::vector<Segment> segments;
  for (const auto & [value, voxels] : CountLabels(labels))
  {
    if (value != 0)
    {
      segments.push_back({value, fmt::format("Segment_{}", value), {}, {}, 0});
    }
  }
  return segments;
}

/** Writes a map of labels with their names, and tells what was made valid in DICOM. */
void
WriteMap(const std::filesystem::path & file, const Volume & labels, const std::optional<DicomSource> & source,
         const RunContext & context)
{
  LogNotes(WriteLabels(file, {{labels}, SegmentsIn(labels)}, source), context);
}

/** The same with a map of objects, whose numbers are all there is to say; in DICOM segments must have names. */
void
WriteObjectMap(const std::filesystem::path & file, const Volume & labels, const std::optional<DicomSource> & source,
               const RunContext & context)
{
  const std::vector<Segment> segments = HasDicomEnding(file) ? SegmentsIn(labels) : std::vector<Segment>();
  LogNotes(WriteLabels(file, {{labels}, segments}, source), context);
}

class CaseSegmenter
{
public:
  CaseSegmenter(const SegmentRequest & request, const RunContext & context)
      : m_Request(request),
        m_Context(context),
        m_Entry(FindSegmentationMethod(request.method)),
        m_Method(m_Entry.make(request.options))
  {}

  [[nodiscard]] SegmentedCase
  Run(const SegmentJob & job) const
  {
    const auto start = std::chrono::steady_clock::now();
    SegmentedCase result;
    result.objects.name = job.files.name;
    result.output = job.output;
    m_Entry.readsLabels ? NumberLabels(job, result) : SegmentImage(job, result);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
  }

private:
  void
  NumberLabels(const SegmentJob & job, SegmentedCase & result) const
  {
    const Volume labels = ReadLabelMap(FileOf(job.files, {}));
    const ObjectMap map = FindObjects(labels, m_Request.object);
    WriteObjects(job, labels, map, std::nullopt, result);
    WriteObjectMap(job.output, map.labels, std::nullopt, m_Context);
  }

  void
  SegmentImage(const SegmentJob & job, SegmentedCase & result) const
  {
    const CaseImage read = ReadGray(job, m_Request.channel, m_Context);
    LogNotes(read.notes, m_Context);
    std::optional<Volume> markers;
    if (!job.markers.empty())
    {
      markers = ReadLabelMap(job.markers);
    }
    SegmentedVolume done = m_Method(read.image, markers ? &*markers : nullptr);
    result.found = std::move(done.found);
    if (WantsObjects())
    {
      const ObjectMap map = FindObjects(done.labels, m_Request.object);
      WriteObjects(job, done.labels, map, read.source, result);
      done.labels = KeepObjects(done.labels, map);
    }
    WriteMap(job.output, done.labels, read.source, m_Context);
  }

  /** Everything but the label map, which comes last. */
  void
  WriteObjects(const SegmentJob & job, const Volume & labels, const ObjectMap & map,
               const std::optional<DicomSource> & source, SegmentedCase & result) const
  {
    result.counted = true;
    result.objects.planar = labels.geometry.size.z == 1;
    result.objects.objects = map.objects;
    if (!job.panoptic.empty())
    {
      WriteObjectMap(job.panoptic, PanopticMap(labels, map, m_Request.panopticOffset), source, m_Context);
    }
    if (!job.instances.empty())
    {
      WriteObjectMap(job.instances, map.labels, source, m_Context);
    }
  }

  [[nodiscard]] bool
  WantsObjects() const
  {
    return !m_Request.instances.empty() || !m_Request.panoptic.empty() || !m_Request.objects.empty() ||
           m_Request.object.minimumSize > 0.0;
  }

  const SegmentRequest & m_Request;
  const RunContext & m_Context;
  const SegmentationEntry & m_Entry;
  const SegmentationFunction m_Method;
};

/** Errors of the methods, which know no files, begin with the first file of the case. */
SegmentedCase
SegmentNamed(const SegmentJob & job, const CaseSegmenter & segmenter)
{
  const std::string file = job.files.channels.front().string();
  try
  {
    return segmenter.Run(job);
  }
  catch (const Error & error)
  {
    const std::string text = error.what();
    const bool hasFile = text.starts_with(file) || error.Kind() == ErrorKind::Resource;
    throw Error(error.Kind(), hasFile ? text : fmt::format("{}: {}", file, text));
  }
}

bool
IsJson(const std::filesystem::path & file)
{
  return file.extension() == ".json";
}

/** Throws for requests that no case could fulfil, and fills in what follows from the rest. */
void
Resolve(SegmentRequest & request)
{
  const SegmentationEntry & entry = FindSegmentationMethod(request.method);
  if (entry.readsLabels)
  {
    // Its own options are those of objects, whichever way they are given.
    Json options = ToJson(request.object);
    options.update(request.options);
    FromJson(entry.resolve(options), request.object, request.method);
    request.options = options;
  }
  request.options = entry.resolve(request.options);
  (void)entry.make(request.options);
  Validate(request.object);
  if (!request.markers.empty() && !entry.takesMarkers)
  {
    Fail(ErrorKind::Usage, "--markers: {} has no use for markers; leave the option out", request.method);
  }
  if (request.channel && entry.readsLabels)
  {
    Fail(ErrorKind::Usage, "--channel: {} reads label maps, which have no channels", request.method);
  }
  if (!request.objects.empty() && !IsJson(request.objects) &&
      std::filesystem::path(request.objects).extension() != ".csv")
  {
    Fail(ErrorKind::Usage, "--objects: found {}, expected a name that ends in .csv or .json", request.objects);
  }
}

void
WriteTable(const std::filesystem::path & file, std::span<const SegmentedCase> cases)
{
  std::vector<CaseObjects> list;
  for (const SegmentedCase & done : cases)
  {
    list.push_back(done.objects);
  }
  IsJson(file) ? WriteJson(file, ObjectsJson(list)) : WriteTextFile(file, ObjectsCsv(list));
}

std::string
Table(std::span<const SegmentedCase> cases)
{
  std::vector<std::vector<std::string>> rows{{"case", "objects", "found", "written", "seconds"}};
  for (const SegmentedCase & done : cases)
  {
    std::string found;
    for (const auto & [key, value] : done.found.items())
    {
      found += fmt::format("{}{} {}", found.empty() ? "" : ", ", key, value.dump());
    }
    rows.push_back({done.objects.name, done.counted ? std::to_string(done.objects.objects.size()) : "-", found,
                    done.output.string(), fmt::format("{:.1f}", done.seconds)});
  }
  return TextTable(rows);
}

Json
CaseJson(const SegmentedCase & done)
{
  Json json{{"case", done.objects.name}, {"output", done.output.string()}, {"seconds", done.seconds}};
  if (done.counted)
  {
    json["objects"] = done.objects.objects.size();
  }
  json["found"] = done.found;
  return json;
}

} // namespace

void
SegmentCases(SegmentRequest request, Session & session)
{
  const RunContext & context = session.context;
  Resolve(request);
  const CaseSegmenter segmenter(request, session.context);
  const std::vector<SegmentJob> jobs = PlanSegmentJobs(request);
  CaseFailures failures(jobs.size());
  std::vector<SegmentedCase> cases;
  double done = 0.0;
  for (const SegmentJob & job : jobs)
  {
    context.ThrowIfCancelled();
    failures.Try(job.files.name, context, [&] { cases.push_back(SegmentNamed(job, segmenter)); });
    context.Report(++done / static_cast<double>(jobs.size()), "segmented " + job.files.name);
  }
  if (!cases.empty())
  {
    if (!request.objects.empty())
    {
      WriteTable(request.objects, cases);
    }
    WriteJson(ManifestPath("segment", request.output), RunManifest("segment", ToJson(request)));
  }
  Json list = Json::array();
  for (const SegmentedCase & one : cases)
  {
    list.push_back(CaseJson(one));
  }
  failures.ThrowIfAny();
  session.terminal.Print(Table(cases));
  session.terminal.Result({{"method", request.method}, {"cases", list}});
}

} // namespace vox
