// SPDX-License-Identifier: Apache-2.0
#include "voxLabelMeasures.h"

#include "voxEvaluation.h"
#include "voxFilterContext.h"
#include "voxGridGeometry.h"
#include "voxItkErrors.h"
#include "voxTensorMemory.h"

#include <set>

namespace itk::vox
{
namespace
{

/** A volume over labels that outlive it. */
::vox::Volume
VolumeOver(const std::vector<std::int32_t> & labels, const ::vox::ImageGeometry & geometry)
{
  const auto & [z, y, x] = geometry.size;
  const std::array<std::int64_t, 4> sizes{1, z, y, x};
  const std::array<std::int64_t, 4> strides{z * y * x, y * x, x, 1};
  return ::vox::MakeVolume(::vox::TensorOver(labels.data(), sizes, strides, at::kInt, nullptr), geometry);
}

/** Labels to measure, and all that occur beside them: EvaluateCase refuses values that it is not told of. */
struct Labels
{
  std::vector<std::int64_t> measured;
  std::vector<::vox::LabelEntry> declared; ///< the measured ones first
};

Labels
LabelsOf(const std::vector<std::int32_t> & reference, const std::vector<std::int32_t> & prediction,
         const MeasureSettings & settings)
{
  std::set<std::int64_t> found(reference.begin(), reference.end());
  found.insert(prediction.begin(), prediction.end());
  found.erase(0);
  Labels labels;
  labels.measured = settings.labels.empty() ? std::vector<std::int64_t>(found.begin(), found.end()) : settings.labels;
  for (const std::int64_t label : labels.measured)
  {
    labels.declared.push_back({std::to_string(label), {label}});
    found.erase(label);
  }
  for (const std::int64_t label : found)
  {
    labels.declared.push_back({std::to_string(label), {label}});
  }
  return labels;
}

} // namespace

std::vector<LabelMeasures>
MeasureLabels(const SegmentationGrid & grid, const std::vector<std::int32_t> & reference,
              const std::vector<std::int32_t> & prediction, const MeasureSettings & settings,
              const FilterCallbacks & callbacks)
{
  return WithItkErrors("MeasureLabels", [&] {
    ::vox::EvaluationOptions options;
    options.hausdorffDefinition =
        ::vox::ParseEnum<::vox::HausdorffDefinition>(settings.definition, "Hausdorff definition");
    options.percentile = settings.percentile;
    const ::vox::ImageGeometry geometry = GeometryOf(grid);
    const Labels labels = LabelsOf(reference, prediction, settings);
    const FilterContext context(callbacks);
    context.Get().Report(0.0, "measuring");
    context.Get().ThrowIfCancelled();
    const ::vox::CaseMeasures found = ::vox::EvaluateCase(
        VolumeOver(reference, geometry), VolumeOver(prediction, geometry), labels.declared, options, {}, context.Get());
    context.Get().Report(1.0, "measured");
    context.Get().ThrowIfCancelled(); // asked for in the last structure
    std::vector<LabelMeasures> measures;
    for (std::size_t i = 0; i < labels.measured.size(); ++i)
    {
      const ::vox::StructureMeasures & structure = found.structures[i];
      measures.push_back({labels.measured[i], structure.truePositives, structure.falsePositives,
                          structure.falseNegatives, structure.dice, structure.hausdorffMm, structure.hausdorff95Mm,
                          structure.assdMm});
    }
    return measures;
  });
}

} // namespace itk::vox
