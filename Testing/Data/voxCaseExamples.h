// SPDX-License-Identifier: Apache-2.0
#ifndef voxCaseExamples_h
#define voxCaseExamples_h

#include "voxCaseFile.h"
#include "voxRandom.h"

#include <ATen/ATen.h>

namespace vox::testing
{

/** A case of noise with a block of label 1 and one of label 2, and -1 in its first slice. */
inline TrainingCase
ExampleCase(const std::string & name, const std::vector<std::int64_t> & size, std::uint64_t seed,
            std::int64_t channels = 1)
{
  TrainingCase result;
  result.name = name;
  result.image = at::empty({channels, size[0], size[1], size[2]}, at::kFloat);
  Random random(seed);
  random.FillNormal({result.image.mutable_data_ptr<float>(), static_cast<std::size_t>(result.image.numel())}, 1.0);
  result.labels = at::zeros(size, at::kShort);
  result.labels[0].fill_(-1);
  result.labels.slice(0, 1, size[0] / 2).slice(1, 1, 3).slice(2, 0, 3).fill_(1);
  result.labels.slice(0, size[0] / 2, size[0]).slice(1, 2, 5).slice(2, 2, 6).fill_(2);
  result.locations = SampleLocations(result.labels, {{1}, {2}});
  result.record = Json{{"seed", seed}};
  return result;
}

/** The case as one of a cascade: the stage before found the labels one voxel further on in x. */
inline TrainingCase
WithPreviousStage(TrainingCase result)
{
  result.previousStage = result.labels.roll(1, 2).clamp_min(0);
  return result;
}

/** The case as one of a data set with an ignore label, with these voxels (z, y, x) as annotated ones. */
inline TrainingCase
WithAnnotated(TrainingCase result, const std::vector<std::vector<int>> & voxels)
{
  result.annotated = at::empty({std::ssize(voxels), 3}, at::kInt);
  for (std::int64_t i = 0; i < std::ssize(voxels); ++i)
  {
    result.annotated[i].copy_(at::tensor(voxels[static_cast<std::size_t>(i)], at::kInt));
  }
  return result;
}

} // namespace vox::testing

#endif
