// SPDX-License-Identifier: Apache-2.0
#include "voxPatchSampler.h"

#include "voxError.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace vox
{

namespace
{
bool
HasAny(const at::Tensor & locations)
{
  return locations.defined() && locations.size(0) > 0;
}

/** The voxels that a patch is centred on; none for a random position. */
const at::Tensor *
DrawLocations(const TrainingCase & trainingCase, bool forceForeground, Random & random)
{
  std::vector<const at::Tensor *> present;
  for (const at::Tensor & locations : trainingCase.locations)
  {
    if (forceForeground && HasAny(locations))
    {
      present.push_back(&locations);
    }
  }
  if (!present.empty())
  {
    return present[static_cast<std::size_t>(random.Integer(0, std::ssize(present) - 1))];
  }
  return HasAny(trainingCase.annotated) ? &trainingCase.annotated : nullptr;
}

/** One of the voxels that the patch is centred on. */
Zyx<std::int64_t>
DrawVoxel(const TrainingCase & trainingCase, const at::Tensor & locations, Random & random)
{
  const std::int32_t * voxel = locations.const_data_ptr<std::int32_t>() + 3 * random.Integer(0, locations.size(0) - 1);
  const Zyx<std::int64_t> result{voxel[0], voxel[1], voxel[2]};
  const auto size = trainingCase.labels.sizes();
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (result[axis] < 0 || result[axis] >= size[axis])
    {
      Fail(ErrorKind::BadInput,
           "location: found voxel ({}, {}, {}), expected one inside the size {}x{}x{} (z, y, x); "
           "preprocess the data set again",
           result.z, result.y, result.x, size[0], size[1], size[2]);
    }
  }
  return result;
}
} // namespace

Box
ChoosePatch(const TrainingCase & trainingCase, const Zyx<std::int64_t> & loadSize, const Zyx<std::int64_t> & patchSize,
            bool forceForeground, Random & random)
{
  RequireTrainingCase(trainingCase);
  const auto size = trainingCase.labels.sizes();
  const at::Tensor * locations = DrawLocations(trainingCase, forceForeground, random);
  const std::optional<Zyx<std::int64_t>> voxel =
      locations != nullptr ? std::optional(DrawVoxel(trainingCase, *locations, random)) : std::nullopt;
  Box box;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    // Of the voxels to load, those beyond the patch may lie outside; more only if the image is too small.
    const std::int64_t padding = std::max(loadSize[axis] - patchSize[axis], loadSize[axis] - size[axis]);
    const std::int64_t margin = (padding + 1) / 2;
    const std::int64_t lowest = -margin;
    const std::int64_t highest = size[axis] + margin - loadSize[axis];
    box.lower[axis] = voxel ? std::max(lowest, (*voxel)[axis] - loadSize[axis] / 2) : random.Integer(lowest, highest);
    box.upper[axis] = box.lower[axis] + loadSize[axis];
  }
  return box;
}

Patch
CutPatch(const TrainingCase & trainingCase, const Box & box)
{
  return CropPatch({trainingCase.image, trainingCase.labels, trainingCase.previousStage}, box);
}

bool
IsForegroundSample(std::int64_t index, std::int64_t batchSize, double fraction)
{
  const double notForced = std::nearbyint(static_cast<double>(batchSize) * (1.0 - fraction));
  return static_cast<double>(index) >= notForced;
}

} // namespace vox
