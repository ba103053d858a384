// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluateRequest.h"

#include "voxAtomicFile.h"
#include "voxComparison.h"
#include "voxConfusionMatrix.h"
#include "voxEvaluatePairs.h"
#include "voxLabelFiles.h"
#include "voxNamedStructures.h"
#include "voxOutputPath.h"
#include "voxProbabilityFiles.h"
#include "voxRunManifest.h"
#include "voxSummary.h"
#include "voxTerminal.h"

namespace vox
{
namespace
{

std::vector<std::string>
Names(const std::vector<LabelPair> & pairs)
{
  std::vector<std::string> names;
  std::ranges::transform(pairs, std::back_inserter(names), &LabelPair::name);
  return names;
}

std::vector<LabelPair>
PairsWith(const EvaluateRequest & request, const std::string & prediction, const RunContext & context)
{
  std::vector<LabelPair> pairs = PairLabelFiles(request.reference, prediction, request.withoutPrediction);
  std::vector<std::string> missing;
  for (const LabelPair & pair : pairs)
  {
    if (pair.prediction.empty())
    {
      missing.push_back(pair.name);
    }
  }
  if (!missing.empty())
  {
    context.Log(LogLevel::Warning,
                fmt::format("{}: no prediction for {}: counted as empty", prediction, fmt::join(missing, ", ")));
  }
  return pairs;
}

/** The same cases as the prediction's. */
std::vector<LabelPair>
ComparedPairs(const EvaluateRequest & request, const std::vector<LabelPair> & pairs, const RunContext & context)
{
  if (request.compare.empty())
  {
    return {};
  }
  std::vector<LabelPair> compared = PairsWith(request, request.compare, context);
  if (!std::filesystem::is_directory(request.reference))
  {
    compared.front().name = pairs.front().name;
  }
  if (Names(compared) != Names(pairs))
  {
    Fail(ErrorKind::BadInput, "--compare {}: found predictions of {}, expected the cases of {}: {}", request.compare,
         fmt::join(Names(compared), ", "), request.prediction, fmt::join(Names(pairs), ", "));
  }
  return compared;
}

std::optional<ProbabilityFiles>
ProbabilitiesIn(const std::string & path, const EvaluateRequest & request, const std::vector<LabelPair> & pairs)
{
  if (path.empty())
  {
    return std::nullopt;
  }
  return ProbabilityFiles(path, request.dataset, pairs, *request.options.calibration);
}

/** Adds what is counted case by case beside the measures. */
class CaseCounts
{
public:
  CaseCounts(const EvaluateRequest & request, const std::vector<LabelPair> & pairs, const Structures & structures,
             int threads)
      : m_Structures(structures),
        m_Confusion(!request.confusion.empty()),
        m_Threads(threads),
        m_Probabilities(ProbabilitiesIn(request.probabilities, request, pairs))
  {}

  void
  Add(const LabelPair & pair, const Volume & reference, const Volume & prediction, CaseMeasures & measures)
  {
    if (m_Confusion)
    {
      std::vector<std::int64_t> values;
      for (const LabelEntry & entry : m_Structures.entries)
      {
        values.insert(values.end(), entry.values.begin(), entry.values.end());
      }
      vox::Add(m_Matrix, CountOverlap(reference, prediction, values, m_Structures.ignoreLabel, m_Threads));
    }
    if (m_Probabilities)
    {
      m_Probabilities->Measure(pair, reference, m_Structures, measures);
    }
  }

  [[nodiscard]] const ConfusionMatrix &
  Matrix() const
  {
    return m_Matrix;
  }

private:
  const Structures & m_Structures;
  bool m_Confusion;
  int m_Threads;
  ConfusionMatrix m_Matrix;
  std::optional<ProbabilityFiles> m_Probabilities;
};

void
RequireWritableOutputs(const EvaluateRequest & request)
{
  for (const std::string & output : {request.output, request.csv, request.confusion})
  {
    if (!output.empty())
    {
      RequireWritable(output);
    }
  }
}

/** Structures, and in the pairs their numbers where they are matched by name. */
Structures
StructuresOf(const EvaluateRequest & request, std::vector<LabelPair> & pairs, std::vector<LabelPair> & compared,
             const RunContext & context)
{
  const bool areGiven = !request.labels.empty() || !request.dataset.empty();
  if (request.match == MatchBy::Name && areGiven)
  {
    Fail(ErrorKind::Usage, "--match name: found --labels or --dataset too, whose labels are values; leave one out");
  }
  if (!request.labels.empty())
  {
    return ParseStructures(request.labels);
  }
  const bool areNamed = request.match == MatchBy::Auto && !areGiven && AllNamed(pairs) && AllNamed(compared);
  if (request.match == MatchBy::Name || areNamed)
  {
    return NamedStructures(pairs, compared);
  }
  std::vector<LabelPair> all = pairs;
  all.insert(all.end(), compared.begin(), compared.end());
  return FindStructures(request.dataset, all, context);
}

/** Measures the other prediction; its calibration only where probabilities of both are known. */
std::vector<MeasureComparison>
CompareWith(const EvaluateRequest & request, std::span<const CaseMeasures> cases,
            const std::vector<LabelPair> & compared, const Structures & structures, const RunContext & context)
{
  EvaluationOptions options = request.options;
  const auto probabilities = ProbabilitiesIn(request.compareProbabilities, request, compared);
  if (!probabilities)
  {
    options.calibration.reset();
  }
  const auto others =
      EvaluatePairs(compared, structures, options, context,
                    [&](const LabelPair & pair, const Volume & reference, const Volume &, CaseMeasures & measures) {
                      if (probabilities)
                      {
                        probabilities->Measure(pair, reference, structures, measures);
                      }
                    });
  return ComparePredictions(cases, others, options);
}

} // namespace

void
Evaluate(const EvaluateRequest & request, Session & session)
{
  Validate(request.options);
  const RunContext & context = session.context;
  std::vector<LabelPair> pairs = PairsWith(request, request.prediction, context);
  std::vector<LabelPair> compared = ComparedPairs(request, pairs, context);
  RequireWritableOutputs(request);
  const Structures structures = StructuresOf(request, pairs, compared, context);
  CaseCounts counts(request, pairs, structures, context.ThreadCount());
  const std::vector<CaseMeasures> cases =
      EvaluatePairs(pairs, structures, request.options, context,
                    [&](const LabelPair & pair, const Volume & reference, const Volume & prediction,
                        CaseMeasures & measures) { counts.Add(pair, reference, prediction, measures); });

  const Summary aggregated(cases, request.options);
  Json summary = SummaryJson(aggregated);
  std::string text = SummaryTable(aggregated);
  if (!compared.empty())
  {
    const auto comparisons = CompareWith(request, cases, compared, structures, context);
    summary["comparison"] = ComparisonJson(comparisons);
    summary["comparison"]["prediction"] = request.prediction;
    summary["comparison"]["compared"] = request.compare;
    text += fmt::format("\nCompared with {}\n{}", request.compare, ComparisonTable(comparisons));
  }
  if (!request.confusion.empty())
  {
    summary["confusion"] = ConfusionJson(counts.Matrix());
    WriteTextFile(request.confusion, ConfusionCsv(counts.Matrix(), structures.entries));
  }
  summary["program"] = RunManifest("evaluate", ToJson(request.options));
  if (!request.output.empty())
  {
    WriteJson(request.output, summary);
  }
  if (!request.csv.empty())
  {
    WriteTextFile(request.csv, SummaryCsv(aggregated));
  }
  session.terminal.Print(text);
  session.terminal.Result(summary);
}

} // namespace vox
