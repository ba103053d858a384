// SPDX-License-Identifier: Apache-2.0
#include "voxReportPages.h"

#include "voxCaseReport.h"
#include "voxDatasetReport.h"
#include "voxDatasetSurvey.h"
#include "voxError.h"
#include "voxEvaluationReport.h"
#include "voxModelComparisonReport.h"
#include "voxOrientation.h"
#include "voxReadVolume.h"
#include "voxReportCase.h"
#include "voxRunManifest.h"
#include "voxTrainingReport.h"

#include <algorithm>

namespace vox
{
namespace
{

const std::filesystem::path &
Only(const ReportRequest & request, const char * kind)
{
  if (request.sources.size() != 1)
  {
    Fail(ErrorKind::Usage, "report: found {} sources, expected one for a report on {}", request.sources.size(), kind);
  }
  return request.sources.front();
}

std::string
TitleOr(const ReportRequest & request, const std::string & otherwise)
{
  return request.title.empty() ? otherwise : request.title;
}

/** The name of the folder that tells one evaluation from another: of the run, where training made it. */
std::string
NameOfModel(const std::filesystem::path & source)
{
  const std::filesystem::path folder =
      std::filesystem::absolute(std::filesystem::is_directory(source) ? source : source.parent_path())
          .lexically_normal();
  const std::filesystem::path own = folder.has_filename() ? folder : folder.parent_path();
  const std::string name = (own.filename() == "validation" ? own.parent_path() : own).filename().string();
  const std::string stem = source.stem().string();
  return stem == "summary" || std::filesystem::is_directory(source) ? name : stem;
}

ResultsPage
OfEvaluation(const ReportRequest & request, const Session & session)
{
  const RunContext & context = session.context;
  const EvaluationRecord record = ReadEvaluationRecord(Only(request, "an evaluation"));
  const ReportedCases cases(request, record, session);
  EvaluationReportOptions options;
  options.title = TitleOr(request, options.title);
  options.worst = request.worst;
  std::size_t done = 0;
  const auto count =
      std::min<std::size_t>(record.cases.size(), static_cast<std::size_t>(std::max<std::int64_t>(request.worst, 1)));
  return EvaluationReport(record, options, [&](const RecordedCase & ofCase) {
    context.ThrowIfCancelled();
    std::vector<PageElement> elements = cases.Draw(ofCase);
    context.Report(static_cast<double>(++done) / static_cast<double>(count), "drawing " + ofCase.name);
    return elements;
  });
}

ResultsPage
OfComparison(const ReportRequest & request)
{
  if (!request.models.empty() && request.models.size() != request.sources.size())
  {
    Fail(ErrorKind::Usage, "--models: found {} names, expected one for each of {} sources", request.models.size(),
         request.sources.size());
  }
  std::vector<ComparedModel> models;
  for (std::size_t i = 0; i < request.sources.size(); ++i)
  {
    const std::filesystem::path & source = request.sources[i];
    models.push_back({request.models.empty() ? NameOfModel(source) : request.models[i], ReadEvaluationRecord(source)});
  }
  return ModelComparisonReport(models, TitleOr(request, "Comparison of models"));
}

ResultsPage
OfDataset(const ReportRequest & request, const RunContext & context)
{
  const std::filesystem::path & source = Only(request, "a data set");
  const DatasetFolder dataset = ListSurveyed(source);
  DatasetSurvey survey;
  survey.channels = dataset.description.channelNames;
  const std::vector<LabelEntry> structures = dataset.description.Foreground();
  std::ranges::transform(structures, std::back_inserter(survey.structures), &LabelEntry::name);
  const auto total = static_cast<double>(dataset.training.size() + dataset.test.size());
  for (const auto * part : {&dataset.training, &dataset.test})
  {
    for (const CaseFiles & files : *part)
    {
      context.ThrowIfCancelled();
      const CaseSurvey found = SurveyCase(files, dataset, true, context);
      SurveyedCase ofCase{found.name, part == &dataset.training, found.geometry, "", {},
                          {},         files.labels.has_value(),  found.problem};
      if (found.geometry)
      {
        ofCase.orientation = OrientationCode(*found.geometry);
        const double voxelMl = VoxelVolumeMm3(*found.geometry) / 1000.0;
        for (const LabelEntry & entry : structures)
        {
          std::int64_t voxels = 0;
          for (const std::int64_t value : entry.values)
          {
            const auto counted = found.labels.find(value);
            voxels += counted == found.labels.end() ? 0 : counted->second;
          }
          if (voxels > 0)
          {
            ofCase.milliliters[entry.name] = static_cast<double>(voxels) * voxelMl;
          }
        }
      }
      if (found.intensities)
      {
        ofCase.intensities = std::pair<double, double>(found.intensities->first, found.intensities->second);
      }
      survey.cases.push_back(ofCase);
      context.Report(static_cast<double>(survey.cases.size()) / total, "read " + files.name);
    }
  }
  return DatasetReport(survey, TitleOr(request, "Data set " + NameOfModel(source)));
}

ResultsPage
OfCase(const ReportRequest & request, const Session & session)
{
  return CaseReport(ReportCase(request, session), TitleOr(request, "Segmentation report"));
}

} // namespace

ResultsPage
MakeReport(const ReportRequest & request, ReportKind kind, const Session & session)
{
  switch (kind)
  {
  case ReportKind::Evaluation:
    return OfEvaluation(request, session);
  case ReportKind::Comparison:
    return OfComparison(request);
  case ReportKind::Training:
    return TrainingReport(Only(request, "a training"), TitleOr(request, "Training"));
  case ReportKind::Dataset:
    return OfDataset(request, session.context);
  case ReportKind::Case:
    return OfCase(request, session);
  default:
    Fail(ErrorKind::Internal, "report: kind {} is not known", static_cast<int>(kind));
  }
}

} // namespace vox
