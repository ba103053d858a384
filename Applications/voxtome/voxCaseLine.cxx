// SPDX-License-Identifier: Apache-2.0
#include "voxCaseLine.h"

#include "voxAttentionFiles.h"
#include "voxCaseImage.h"
#include "voxCaseRegion.h"
#include "voxFileNotes.h"
#include "voxLabelNames.h"
#include "voxPredictionFiles.h"
#include "voxReadVolume.h"
#include "voxTerminal.h"

#include <chrono>
#include <future>
#include <optional>

namespace vox
{
namespace
{

using Clock = std::chrono::steady_clock;

double
SecondsSince(Clock::time_point start)
{
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/** What the network is run on. */
struct CaseInput
{
  CaseImage source;
  std::optional<Volume> previousStage;
  std::optional<CaseRegion> region; ///< of which the volumes above are the part to segment
  double seconds = 0.0;             ///< that reading took
};

CaseInput
ReadInput(const PredictJob & job, const RunContext & silent)
{
  const auto start = Clock::now();
  CaseInput input{ReadCase(job.files, {{}, job.series, job.volume}, silent), std::nullopt, std::nullopt};
  if (job.previousStage)
  {
    input.previousStage = ReadLabelMap(*job.previousStage);
  }
  if (job.region)
  {
    const std::string name = job.files.channels.front().string();
    const ImageGeometry whole = input.source.image.geometry;
    input.region.emplace(*job.region, whole, name);
    input.source.image = input.region->Part(input.source.image);
    if (input.previousStage)
    {
      RequireSameGeometry(input.previousStage->geometry, job.previousStage->string(), whole, name);
      input.previousStage = input.region->Part(*input.previousStage);
    }
  }
  input.seconds = SecondsSince(start);
  return input;
}

/** Errors of the predictor, which knows no files, begin with the first file of the case. */
Prediction
PredictNamed(const PredictJob & job, CaseInput & input, Predictor & predictor, const RunContext & context)
{
  try
  {
    return input.previousStage ? predictor.Predict(std::move(input.source.image), *input.previousStage, context)
                               : predictor.Predict(std::move(input.source.image), context);
  }
  catch (const Error & error)
  {
    const std::string stage = job.previousStage ? " with " + job.previousStage->string() : "";
    throw Error(error.Kind(), fmt::format("{}{}: {}", job.files.channels.front().string(), stage, error.what()));
  }
}

class CaseLine
{
public:
  CaseLine(const std::vector<PredictJob> & jobs, Predictor & predictor, const DatasetDescription & description,
           bool overlap)
      : m_Jobs(jobs),
        m_Predictor(predictor),
        m_Description(description),
        m_Policy(overlap ? std::launch::async : std::launch::deferred),
        m_Result{{}, CaseFailures(jobs.size())}
  {}

  PredictedCases
  Run(const RunContext & context)
  {
    m_Silent.cancelled = context.cancelled;
    m_Silent.threads = context.threads;
    Read(0);
    for (std::size_t i = 0; i < m_Jobs.size(); ++i)
    {
      const double count = static_cast<double>(m_Jobs.size());
      const auto part =
          PartOf(context, static_cast<double>(i) / count, static_cast<double>(i + 1) / count, m_Jobs[i].files.name);
      Try(i, context, [&] { Predict(i, part, context); });
    }
    FinishWriting(context);
    return std::move(m_Result);
  }

private:
  void
  Read(std::size_t i)
  {
    if (i < m_Jobs.size())
    {
      m_Next = std::async(m_Policy, [this, &job = m_Jobs[i]] { return ReadInput(job, m_Silent); });
    }
  }

  void
  Predict(std::size_t i, const RunContext & part, const RunContext & context)
  {
    std::future<CaseInput> reading = std::move(m_Next);
    reading.wait();
    Read(i + 1);
    CaseInput input = reading.get();
    WarnOfNotes(m_Jobs[i].files, context);
    if (m_Jobs[i].previousStage)
    {
      WarnOfNotes(*m_Jobs[i].previousStage, context);
    }
    const auto start = Clock::now();
    const double readSeconds = input.seconds;
    LogNotes(input.source.notes, context);
    const bool isKept = !m_Jobs[i].attention.empty() || m_Jobs[i].statistics;
    Volume shown = isKept ? input.source.image : Volume(); // shares the voxels
    Prediction prediction = PredictNamed(m_Jobs[i], input, m_Predictor, part);
    if (input.region)
    {
      input.region->Clear(prediction, m_Description.HasRegions());
    }
    std::vector<LabelStatistics> statistics;
    if (m_Jobs[i].statistics)
    {
      statistics = MeasureLabels(m_Jobs[i].files.name, prediction.labels, shown,
                                 WithNames(prediction.labels, m_Description).segments);
    }
    if (input.region)
    {
      prediction = input.region->OnWholeGrid(std::move(prediction), m_Description.HasRegions());
      shown = m_Jobs[i].attention.empty() ? Volume() : input.region->OnWholeGrid(shown);
    }
    const double seconds = readSeconds + SecondsSince(start);
    FinishWriting(context);
    m_Written = i;
    m_Writing = std::async(m_Policy, [this, &job = m_Jobs[i], seconds, shown, source = std::move(input.source.source),
                                      written = std::move(prediction), measured = std::move(statistics)] {
      const auto begin = Clock::now();
      WriteAttention(job.attention, job.files.name, shown, written.attention);
      std::vector<std::string> notes =
          WritePrediction(job.output, written, m_Description, source, job.probabilitiesFormat);
      return PredictedCase{job.files.name, job.output, seconds + SecondsSince(begin), std::move(notes), measured};
    });
    if (m_Policy == std::launch::deferred)
    {
      FinishWriting(context);
    }
  }

  /** Waits for the files of the last case. */
  void
  FinishWriting(const RunContext & context)
  {
    if (m_Writing.valid())
    {
      Try(m_Written, context, [&] {
        m_Result.predicted.push_back(m_Writing.get());
        LogNotes(m_Result.predicted.back().notes, context);
      });
    }
  }

  template <typename TWork>
  void
  Try(std::size_t i, const RunContext & context, TWork && work)
  {
    m_Result.failures.Try(m_Jobs[i].files.name, context, work);
  }

  const std::vector<PredictJob> & m_Jobs;
  Predictor & m_Predictor;
  const DatasetDescription & m_Description;
  const std::launch m_Policy;
  RunContext m_Silent; ///< of the reading thread, which may not report
  std::future<CaseInput> m_Next;
  std::future<PredictedCase> m_Writing;
  std::size_t m_Written = 0; ///< the case of m_Writing
  PredictedCases m_Result;
};

} // namespace

PredictedCases
PredictInLine(const std::vector<PredictJob> & jobs, Predictor & predictor, const DatasetDescription & description,
              bool overlap, const RunContext & context)
{
  return CaseLine(jobs, predictor, description, overlap).Run(context);
}

} // namespace vox
