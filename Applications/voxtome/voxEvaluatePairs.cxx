// SPDX-License-Identifier: Apache-2.0
#include "voxEvaluatePairs.h"

#include "voxError.h"
#include "voxLabelHistogram.h"
#include "voxMemoryPlan.h"
#include "voxNamedStructures.h"
#include "voxParallelFor.h"
#include "voxReadVolume.h"
#include "voxTensorMemory.h"
#include "voxTerminal.h"

#include <algorithm>
#include <exception>
#include <set>

namespace vox
{
namespace
{

Volume
BackgroundLike(const Volume & reference)
{
  Volume result{Copied(reference.voxels), reference.geometry};
  std::fill_n(MutableValuesOf<std::int32_t>(result.voxels), result.voxels.numel(), 0);
  return result;
}

/** Sets values outside the structures to background, but for those that no label map holds. */
void
KeepOnly(Volume & labels, const std::filesystem::path & file, std::span<const LabelEntry> entries)
{
  (void)ValuesOfLabels(labels, file);
  std::set<std::int64_t> kept;
  for (const LabelEntry & entry : entries)
  {
    kept.insert(entry.values.begin(), entry.values.end());
  }
  auto * voxels = MutableValuesOf<std::int32_t>(labels.voxels);
  std::replace_if(
      voxels, voxels + labels.voxels.numel(), [&](std::int32_t value) { return !kept.contains(value); }, 0);
}

/** A case while its maps are in memory. */
struct MeasuredCase
{
  Volume reference;
  Volume prediction;
  CaseMeasures measures;
};

MeasuredCase
MeasureCase(const LabelPair & pair, const Structures & structures, const EvaluationOptions & options,
            const RunContext & context)
{
  std::vector<std::int64_t> predictable{0};
  for (const LabelEntry & entry : structures.entries)
  {
    predictable.insert(predictable.end(), entry.values.begin(), entry.values.end());
  }
  std::vector<std::int64_t> allowed = predictable;
  if (structures.ignoreLabel)
  {
    allowed.push_back(*structures.ignoreLabel);
  }
  Volume reference = ReadLabelMap(pair.reference);
  Volume prediction = pair.prediction.empty() ? BackgroundLike(reference) : ReadLabelMap(pair.prediction);
  RequireSameGeometry(prediction.geometry, pair.prediction.string(), reference.geometry, pair.reference.string());
  Renumber(reference, pair.referenceNumbers, pair.reference);
  Renumber(prediction, pair.predictionNumbers, pair.prediction);
  if (structures.othersAreBackground)
  {
    KeepOnly(reference, pair.reference, structures.entries);
    KeepOnly(prediction, pair.prediction, structures.entries);
  }
  RequireDeclaredLabels(CountLabels(prediction), predictable, pair.prediction.string(), "labels of the data set");
  RequireDeclaredLabels(CountLabels(reference), allowed, pair.reference.string(), "labels of the data set");
  CaseMeasures measures =
      EvaluateCase(reference, prediction, structures.entries, options, structures.ignoreLabel, context);
  measures.referenceFile = pair.reference.string();
  measures.predictionFile = pair.prediction.string();
  return {std::move(reference), std::move(prediction), std::move(measures)};
}

/** Voxels of a file; 0 for one that cannot be read, whose error is thrown in its turn. */
std::int64_t
VoxelsOf(const std::filesystem::path & file)
{
  try
  {
    return Product(ReadImageInfo(file).geometry.size);
  }
  catch (const Error &)
  {
    return 0;
  }
}

/** Cases that are read and measured at a time: no more than threads, and what fits into half of the memory that can be
 * had. */
std::size_t
CasesTogether(std::span<const LabelPair> pairs, int threads)
{
  if (threads == 1 || pairs.size() < 2)
  {
    return 1;
  }
  constexpr std::int64_t bytesPerVoxel = 16; // two maps, and each once more while it is read
  std::int64_t largest = 1;
  for (const LabelPair & pair : pairs)
  {
    largest = std::max(largest, VoxelsOf(pair.reference));
  }
  const std::int64_t fit = ReachableMemory() / 2 / (bytesPerVoxel * largest);
  return static_cast<std::size_t>(std::clamp<std::int64_t>(fit, 1, threads));
}

/** The same work without progress, which is told from the thread of the caller alone. */
RunContext
SilentContext(const RunContext & context)
{
  RunContext silent;
  silent.cancelled = context.cancelled;
  return silent;
}

/** All of them at a time, the threads shared out. The first error in their order is thrown, whichever came first. */
std::vector<MeasuredCase>
MeasureSideBySide(std::span<const LabelPair> pairs, const Structures & structures, const EvaluationOptions & options,
                  const RunContext & context)
{
  std::vector<MeasuredCase> measured(pairs.size());
  std::vector<std::exception_ptr> errors(pairs.size());
  const auto count = static_cast<int>(pairs.size());
  RunContext each = count == 1 ? context : SilentContext(context);
  each.threads = std::max(1, context.ThreadCount() / count);
  ParallelFor(0, count, 1, count, [&](std::int64_t first, std::int64_t) {
    const auto i = static_cast<std::size_t>(first);
    try
    {
      measured[i] = MeasureCase(pairs[i], structures, options, each);
    }
    catch (...)
    {
      errors[i] = std::current_exception();
    }
  });
  for (const std::exception_ptr & error : errors)
  {
    if (error)
    {
      std::rethrow_exception(error);
    }
  }
  return measured;
}

} // namespace

std::vector<CaseMeasures>
EvaluatePairs(std::span<const LabelPair> pairs, const Structures & structures, const EvaluationOptions & options,
              const RunContext & context, const CaseVisitor & visit)
{
  const std::size_t together = CasesTogether(pairs, context.ThreadCount());
  std::vector<CaseMeasures> cases;
  const double count = static_cast<double>(pairs.size());
  while (cases.size() < pairs.size())
  {
    context.ThrowIfCancelled();
    const std::span<const LabelPair> group =
        pairs.subspan(cases.size()).first(std::min(together, pairs.size() - cases.size()));
    const double begin = cases.size() / count;
    const RunContext part = PartOf(context, begin, begin + group.size() / count, group.front().name);
    for (std::size_t i = 0; MeasuredCase & measured : MeasureSideBySide(group, structures, options, part))
    {
      if (visit)
      {
        visit(group[i], measured.reference, measured.prediction, measured.measures);
      }
      cases.push_back(std::move(measured.measures));
      PartOf(context, 0.0, cases.size() / count, group[i++].name).Report(1.0, "measured");
    }
  }
  return cases;
}

} // namespace vox
