// SPDX-License-Identifier: Apache-2.0
#include "voxReportCase.h"

#include "voxAtomicFile.h"
#include "voxCasePictures.h"
#include "voxDatasetSurvey.h"
#include "voxDrawSurfaces.h"
#include "voxError.h"
#include "voxLabelTable.h"
#include "voxLoadTorchPart.h"
#include "voxReadVolume.h"
#include "voxRunManifest.h"
#include "voxWindowPart.h"

#include <algorithm>
#include <charconv>

namespace vox
{
namespace
{

constexpr const char * kNames = "names.ctbl";

/** The label value of a structure of one value; nothing for a region. */
std::optional<std::int64_t>
ValueOf(const RecordedStructure & structure)
{
  std::int64_t value = 0;
  const char * end = structure.key.data() + structure.key.size();
  const auto [stop, error] = std::from_chars(structure.key.data(), end, value);
  return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

/** The table that gives label maps the names of the record. */
std::string
WriteNames(const EvaluationRecord & record, const std::filesystem::path & folder)
{
  std::vector<Segment> segments;
  for (const RecordedStructure & structure : record.structures)
  {
    const std::optional<std::int64_t> value = ValueOf(structure);
    if (!value || *value <= 0 || structure.name == structure.key)
    {
      return {};
    }
    segments.push_back({*value, structure.name, {}, {}});
  }
  WriteLabelTable(folder / kNames, segments);
  return (folder / kNames).string();
}

/** With VTK, where it is installed and a display is there or can be started; else a notice that says why not. */
PageElement
SurfacePicture(const CasePicturesRequest & request, const RunContext & context)
{
  const PrivateFolder folder;
  DrawSurfacesCommand command;
  command.request.labels = request.labels;
  command.request.image = request.channels.empty() ? "" : request.channels.front().string();
  command.request.series = request.series;
  command.request.reference = request.reference;
  command.request.names = request.names;
  command.output = (folder.Path() / "surfaces.png").string();
  command.distance = !request.reference.empty();
  constexpr int WidthPixels = 900;
  command.options.widthPixels = WidthPixels;
  try
  {
    static_cast<void>(LoadWindowPart().writeSurfacePicture(command, context));
    return PagePicture{ReadTextFile(command.output), "Surfaces of " + request.name + " from six sides",
                       command.distance ? "Surfaces, colored by their distance to the reference." : "Surfaces."};
  }
  catch (const Error & error)
  {
    return PageNotice{fmt::format("There is no picture of the surfaces: {}", error.what())};
  }
}

/** What made the labels, by the manifest that predict leaves beside them. */
std::string
ModelOf(const std::filesystem::path & labels)
{
  for (const std::filesystem::path & manifest :
       {ManifestPath("predict", labels), labels.parent_path() / "predict_options.json"})
  {
    if (std::filesystem::exists(manifest))
    {
      const Json json = ReadJson(manifest);
      const Json options = json.value("options", Json::object());
      const std::string model = std::filesystem::path(options.value("model", "")).filename().string();
      return fmt::format("{}, voxtome {}", model, json.value("version", "of unknown version"));
    }
  }
  return {};
}

} // namespace

ReportedCases::ReportedCases(const ReportRequest & request, const EvaluationRecord & record, const Session & session)
    : m_Request(request), m_Record(record), m_Session(session)
{
  if (!request.images.empty())
  {
    const DatasetFolder dataset = ListSurveyed(request.images);
    m_Images = dataset.training;
    m_Images.insert(m_Images.end(), dataset.test.begin(), dataset.test.end());
  }
}

std::vector<PageElement>
ReportedCases::Draw(const RecordedCase & ofCase) const
{
  CasePicturesRequest request;
  request.name = ofCase.name;
  request.labels = ResolveCaseFile(m_Record, ofCase.prediction).string();
  request.reference = ResolveCaseFile(m_Record, ofCase.reference).string();
  request.names = m_Request.names.empty() ? WriteNames(m_Record, m_Folder.Path()) : m_Request.names;
  request.window = m_Request.window;
  for (const auto & [file, written] :
       {std::pair{&request.labels, &ofCase.prediction}, {&request.reference, &ofCase.reference}})
  {
    if (file->empty())
    {
      return {PageNotice{fmt::format("There are no pictures: {} is not where the evaluation found it.",
                                     written->filename().string())}};
    }
  }
  const auto image = std::ranges::find(m_Images, ofCase.name, &CaseFiles::name);
  request.channels = image == m_Images.end() ? std::vector<std::filesystem::path>() : image->channels;
  try
  {
    std::vector<PageElement> elements = LoadTorchPart(m_Session).drawCase(request, m_Session.context).elements;
    if (m_Request.surfaces)
    {
      elements.push_back(SurfacePicture(request, m_Session.context));
    }
    return elements;
  }
  catch (const Error & error)
  {
    return {PageNotice{fmt::format("There are no pictures: {}", error.what())}};
  }
}

CaseReportContent
ReportCase(const ReportRequest & request, const Session & session)
{
  constexpr std::size_t Most = 3;
  if (request.sources.size() < 2 || request.sources.size() > Most)
  {
    Fail(ErrorKind::Usage, "report: found {} sources, expected an image, its labels and, if there is one, a reference",
         request.sources.size());
  }
  CasePicturesRequest pictures;
  pictures.name = ImageStem(request.sources[0]);
  pictures.channels = {request.sources[0]};
  pictures.labels = request.sources[1].string();
  pictures.reference = request.sources.size() == Most ? request.sources[2].string() : "";
  pictures.names = request.names;
  pictures.window = request.window;
  pictures.series = request.series;
  CasePictures drawn = LoadTorchPart(session).drawCase(pictures, session.context);
  if (request.surfaces)
  {
    drawn.elements.push_back(SurfacePicture(pictures, session.context));
  }
  CaseReportContent content;
  content.name = pictures.name;
  content.space = drawn.space;
  content.elements = std::move(drawn.elements);
  content.programVersion = ProgramVersion();
  content.model = ModelOf(pictures.labels);
  for (std::size_t i = 0; i < drawn.statistics.size(); ++i)
  {
    const LabelStatistics & row = drawn.statistics[i];
    const StructureExtent & extent = drawn.extents[i];
    ReportedStructure structure{
        row.name, row.milliliters, extent.leftRightMm, extent.anteriorPosteriorMm, extent.superiorInferiorMm, {},
        {},       row.voxels};
    if (!row.channels.empty())
    {
      structure.mean = row.channels.front().mean;
      structure.deviation = row.channels.front().deviation;
    }
    content.structures.push_back(structure);
  }
  return content;
}

} // namespace vox
