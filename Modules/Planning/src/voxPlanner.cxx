// SPDX-License-Identifier: Apache-2.0
#include "voxPlanner.h"

#include "voxNnunetNames.h"
#include "voxPlanDocument.h"
#include "voxTargetGrid.h"

#include <algorithm>
#include <cmath>

namespace vox
{
namespace
{

constexpr double kLowresThreshold = 0.25;  // of the median case covered by a patch
constexpr double kLowresMinimumGain = 2.0; // fewer voxels than at full resolution, or it is not worth a stage
constexpr double kSpacingStep = 1.03;
constexpr double kMaskForNormBelow = 0.75;

double
Volume3(const Zyx<double> & size)
{
  return size.z * size.y * size.x;
}

/** The rules of one data set; each function plans one configuration. */
class DatasetPlanner
{
public:
  DatasetPlanner(const Fingerprint & fingerprint, const DatasetDescription & description,
                 const PlannerOptions & options)
      : m_Preset(PresetOf(options.planner)),
        m_PlansName(options.plansName.empty() ? std::string(m_Preset.plansName) : options.plansName),
        m_Grid(MakeTargetGrid(fingerprint, options.overwriteTargetSpacingMm)),
        m_Cases(static_cast<double>(fingerprint.spacingsMm.size())),
        m_MaskForNorm(fingerprint.medianRelativeSizeAfterCropping < kMaskForNormBelow)
  {
    for (const std::string & channel : description.channelNames)
    {
      m_Normalization.push_back(NormalizationOfChannel(channel));
    }
    m_Fullres.spacingMm = m_Grid.spacingMm;
    m_Fullres.medianShape = m_Grid.medianShape;
    m_Fullres.datasetVoxels = Volume3(m_Grid.medianShape) * m_Cases;
    m_Fullres.inputChannels = static_cast<std::int64_t>(description.channelNames.size());
    m_Fullres.classes = description.EntryCount();
    m_Fullres.memoryGb = options.gpuMemoryTargetGb.value_or(m_Preset.memoryGb);
  }

  [[nodiscard]] const TargetGrid &
  Grid() const
  {
    return m_Grid;
  }
  [[nodiscard]] const std::string &
  PlansName() const
  {
    return m_PlansName;
  }

  [[nodiscard]] Json
  Configurations() const
  {
    ConfigurationTask task2d = m_Fullres;
    task2d.dimensions = 2;
    Json json = Json::object();
    json["2d"] = ToJson(task2d, PlanPatchAndBatch(m_Preset, task2d), AxesToJson(m_Grid.medianShape, 2), "2d");
    json["2d"]["batch_dice"] = true;
    if (m_Grid.medianShape.z == 1)
    {
      return json;
    }
    const PlannedConfiguration fullres = PlanPatchAndBatch(m_Preset, m_Fullres);
    Json lowres = Lowres(fullres.patchSize);
    const bool cascade = !lowres.is_null();
    if (cascade)
    {
      lowres["batch_dice"] = false;
      lowres["next_stage"] = "3d_cascade_fullres";
      json["3d_lowres"] = std::move(lowres);
    }
    json["3d_fullres"] = ToJson(m_Fullres, fullres, AxesToJson(m_Grid.medianShape, 3), "3d_fullres");
    json["3d_fullres"]["batch_dice"] = cascade;
    if (cascade)
    {
      json["3d_cascade_fullres"] = {{"inherits_from", "3d_fullres"}, {"previous_stage", "3d_lowres"}};
    }
    return json;
  }

private:
  [[nodiscard]] Json
  ToJson(const ConfigurationTask & task, const PlannedConfiguration & planned, Json medianShape,
         const char * name) const
  {
    // The residual planners share the preprocessed data of the default planner, which are the same but for 3d_lowres.
    const bool shared = m_Preset.planner != Planner::Default && std::string_view(name) != "3d_lowres";
    const std::string owner = shared ? "nnUNetPlans" : m_PlansName;
    return ConfigurationToJson(m_Preset, task, planned,
                               {owner + "_" + name, std::move(medianShape), m_Normalization, m_MaskForNorm});
  }

  /** 3d_lowres without the keys of a cascade, or null where no patch needs it. */
  [[nodiscard]] Json
  Lowres(const Zyx<std::int64_t> & fullresPatch) const
  {
    ConfigurationTask task = m_Fullres;
    PlannedConfiguration planned;
    planned.patchSize = fullresPatch;
    const double fullresVoxels = Volume3(m_Grid.medianShape);
    double voxels = fullresVoxels;
    bool planned3d = false;
    while (static_cast<double>(Product(planned.patchSize)) / voxels < kLowresThreshold)
    {
      Coarsen(task.spacingMm);
      Zyx<double> shape;
      for (std::size_t axis = 0; axis < 3; ++axis)
      {
        shape[axis] = m_Grid.spacingMm[axis] / task.spacingMm[axis] * m_Grid.medianShape[axis];
        task.medianShape[axis] = std::nearbyint(shape[axis]);
      }
      voxels = Volume3(shape);
      task.datasetVoxels = voxels * m_Cases;
      planned = PlanPatchAndBatch(m_Preset, task);
      planned3d = true;
    }
    if (!planned3d || fullresVoxels / voxels < kLowresMinimumGain)
    {
      return nullptr;
    }
    const auto whole = [&](double size) { return static_cast<std::int64_t>(size); };
    const Zyx<std::int64_t> median{whole(task.medianShape.z), whole(task.medianShape.y), whole(task.medianShape.x)};
    return ToJson(task, planned, AxesToJson(median, 3), "3d_lowres");
  }

  /** Fine axes first, until no axis is more than twice as coarse as another. */
  static void
  Coarsen(Zyx<double> & spacing)
  {
    const double coarsest = std::max({spacing.z, spacing.y, spacing.x});
    const double finest = std::min({spacing.z, spacing.y, spacing.x});
    const bool all = coarsest / finest <= 2;
    for (std::size_t axis = 0; axis < 3; ++axis)
    {
      if (all || coarsest / spacing[axis] > 2)
      {
        spacing[axis] *= kSpacingStep;
      }
    }
  }

  const PlannerPreset & m_Preset;
  std::string m_PlansName;
  TargetGrid m_Grid;
  double m_Cases;
  bool m_MaskForNorm;
  std::vector<Normalization> m_Normalization;
  ConfigurationTask m_Fullres;
};

void
CheckArguments(const Fingerprint & fingerprint, const DatasetDescription & description, const PlannerOptions & options)
{
  if (fingerprint.spacingsMm.empty() || fingerprint.spacingsMm.size() != fingerprint.shapesAfterCrop.size())
  {
    Fail(ErrorKind::BadInput, "the fingerprint has {} spacings and {} shapes, expected one of each per training case",
         fingerprint.spacingsMm.size(), fingerprint.shapesAfterCrop.size());
  }
  if (fingerprint.foregroundIntensities.size() != description.channelNames.size())
  {
    Fail(ErrorKind::BadInput, "the fingerprint has {} channels, the data set {}; compute the fingerprint again",
         fingerprint.foregroundIntensities.size(), description.channelNames.size());
  }
  const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
  if (options.gpuMemoryTargetGb && !positive(*options.gpuMemoryTargetGb))
  {
    Fail(ErrorKind::Usage, "the GPU memory target is {} GB, expected a positive number", *options.gpuMemoryTargetGb);
  }
  const Zyx<double> spacing = options.overwriteTargetSpacingMm.value_or(Zyx<double>{1, 1, 1});
  if (!positive(spacing.z) || !positive(spacing.y) || !positive(spacing.x))
  {
    Fail(ErrorKind::Usage, "the target spacing is {}, {}, {} mm, expected positive numbers", spacing.z, spacing.y,
         spacing.x);
  }
}

std::string
ReaderOf(const DatasetDescription & description)
{
  const Json & source = description.source;
  const auto entry = source.is_object() ? source.find("overwrite_image_reader_writer") : source.end();
  const bool isNamed = entry != source.end() && entry->is_string() && *entry != "None"; // which means: by the ending
  return isNamed ? entry->get<std::string>() : ReaderForEnding(description.fileEnding);
}

} // namespace

Plan
MakePlan(const Fingerprint & fingerprint, const DatasetDescription & description, const PlannerOptions & options)
{
  CheckArguments(fingerprint, description, options);
  const DatasetPlanner planner(fingerprint, description, options);
  const TargetGrid & grid = planner.Grid();
  const Zyx<double> spacing = Transposed(MedianPerAxis(fingerprint.spacingsMm), grid.transposeForward);
  const Zyx<double> shape = Transposed(MedianPerAxis(ToDouble(fingerprint.shapesAfterCrop)), grid.transposeForward);

  Plan plan;
  Json & json = plan.document = Json::object();
  json["dataset_name"] = description.name;
  json["plans_name"] = planner.PlansName();
  json["original_median_spacing_after_transp"] = AxesToJson(spacing, 3);
  Json & wholeShape = json["original_median_shape_after_transp"] = Json::array();
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    wholeShape.push_back(static_cast<std::int64_t>(std::nearbyint(shape[axis])));
  }
  json["image_reader_writer"] = ReaderOf(description);
  json["transpose_forward"] = grid.transposeForward;
  json["transpose_backward"] = grid.transposeBackward;
  json["configurations"] = planner.Configurations();
  json["experiment_planner_used"] = PresetOf(options.planner).plannerName;
  json["label_manager"] = "LabelManager";
  json["foreground_intensity_properties_per_channel"] =
      ToJson(fingerprint).at("foreground_intensity_properties_per_channel");
  json["voxtome"] = {{"reading_order", NameOf(options.readingOrder)}};
  return plan;
}

} // namespace vox
