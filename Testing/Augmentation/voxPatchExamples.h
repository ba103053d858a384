// SPDX-License-Identifier: Apache-2.0
#ifndef voxPatchExamples_h
#define voxPatchExamples_h

#include "voxPatch.h"
#include "voxRandom.h"

#include <ATen/ATen.h>

namespace vox::testing
{

/** An image of noise of these channels, and labels 0 to 3 in blocks of 3 voxels with a border of -1. */
inline Patch
NoisePatch(std::int64_t channels, const Zyx<std::int64_t> & size, std::uint64_t seed = 1)
{
  Patch patch{at::empty({channels, size.z, size.y, size.x}, at::kFloat),
              at::empty({size.z, size.y, size.x}, at::kShort)};
  Random random(seed, {77});
  random.FillNormal({patch.image.mutable_data_ptr<float>(), static_cast<std::size_t>(patch.image.numel())}, 1.0);
  std::int16_t * label = patch.labels.mutable_data_ptr<std::int16_t>();
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x)
      {
        const bool border = y == 0 || x == 0 || y == size.y - 1 || x == size.x - 1;
        *label++ = static_cast<std::int16_t>(border ? -1 : (z / 3 + y / 3 + x / 3) % 4);
      }
    }
  }
  return patch;
}

/** The labels as the first channel of an image, so that both can be compared after a transform. */
inline Patch
LabelsAsImage(const Patch & patch)
{
  return {patch.labels.to(at::kFloat).unsqueeze(0), patch.labels};
}

/** The patch with other labels, those of the patch rotated among values, as the ones of a previous stage. */
inline Patch
WithPreviousStage(Patch patch)
{
  patch.previousStage = at::where(patch.labels < 0, patch.labels, (patch.labels * 3 + 1).remainder(4)).to(at::kShort);
  return patch;
}

/** The labels of the previous stage in the place of the patch's own. */
inline Patch
PreviousStageAsLabels(const Patch & patch)
{
  return {patch.image, patch.previousStage};
}

inline bool
Identical(const Patch & a, const Patch & b)
{
  return at::equal(a.image, b.image) && at::equal(a.labels, b.labels);
}

} // namespace vox::testing

#endif
