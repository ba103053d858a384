// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlanner_h
#define voxPlanner_h

#include "voxDatasetDescription.h"
#include "voxFingerprint.h"
#include "voxOptions.h"
#include "voxPlan.h"

#include <optional>
#include <span>
#include <string>

namespace vox
{

/** Presets of nnU-Net's planners. */
enum class Planner
{
  Default, ///< plain U-Net for 8 GB
  ResEncM, ///< residual encoder for 8 GB
  ResEncL, ///< residual encoder for 24 GB
  ResEncXL ///< residual encoder for 40 GB
};
[[nodiscard]] std::span<const EnumName<Planner>> EnumNames(Planner);

struct PlannerOptions
{
  Planner planner = Planner::Default;
  std::optional<double> gpuMemoryTargetGb;             ///< none: the planner's own (8, 8, 24, 40)
  std::optional<Zyx<double>> overwriteTargetSpacingMm; ///< in reading order, before transposition
  ReadingOrder readingOrder = ReadingOrder::Ras;       ///< of the fingerprint
  std::string plansName; ///< also begins the names of its preprocessed data; empty: the planner's own
};

/** Rules of nnU-Net 2.8.1's ExperimentPlanner and ResEncUNetPlanner; every nnU-Net key equals nnU-Net's.
 * Plans 2d, 3d_fullres, and 3d_lowres with 3d_cascade_fullres where a patch covers less than a quarter of the median
 * case. `dataset_name` is description.name; the number of training cases is the fingerprint's. The reader of nnU-Net is
 * `overwrite_image_reader_writer` of dataset.json, or the one that nnU-Net takes for the file ending.
 * `readingOrder` is recorded under `voxtome`.
 * Throws Error(BadInput) for a fingerprint without cases or with another number of channels than the description,
 * Error(Usage) for a spacing that is not positive or a memory target too small for any patch. */
[[nodiscard]] Plan MakePlan(const Fingerprint & fingerprint, const DatasetDescription & description,
                            const PlannerOptions & options = {});

} // namespace vox

#endif
