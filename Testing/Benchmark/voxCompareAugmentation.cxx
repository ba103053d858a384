// SPDX-License-Identifier: Apache-2.0
#include "voxAugment.h"
#include "voxCompareRows.h"
#include "voxMeasure.h"

#include <ATen/ATen.h>

namespace vox::benchmark
{

// nnU-Net's transforms with its probabilities; every measured run is another sample.
Json
CompareAugmentation(const Json & settings)
{
  const Json & wanted = settings.at("patch");
  const Zyx<std::int64_t> patchSize{wanted.at(0).get<std::int64_t>(), wanted.at(1).get<std::int64_t>(),
                                    wanted.at(2).get<std::int64_t>()};
  const AugmentationOptions options;
  const Zyx<std::int64_t> size = LoadSize(patchSize, options);
  Random random(1);
  Patch patch{at::empty({1, size.z, size.y, size.x}, at::kFloat), at::empty({size.z, size.y, size.x}, at::kShort)};
  random.FillNormal({patch.image.mutable_data_ptr<float>(), static_cast<std::size_t>(patch.image.numel())}, 1.0);
  patch.labels.copy_(ReadTensor(settings.at("input").get<std::string>(), "labels"));
  std::uint64_t sample = 0;
  at::Tensor last;
  return Measure(settings, [&] {
    Random sampleRandom(1, {sample++});
    last = Augment(patch, patchSize, options, sampleRandom).image;
  });
}

} // namespace vox::benchmark
