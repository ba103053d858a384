// SPDX-License-Identifier: Apache-2.0
#ifndef voxAugmentationExamples_h
#define voxAugmentationExamples_h

#include "voxAugment.h"

namespace vox::testing
{

/** Nothing happens, whatever is drawn. */
inline AugmentationOptions
Never()
{
  AugmentationOptions options;
  options.rotationProbability = options.scalingProbability = options.noiseProbability = options.blurProbability =
      options.brightnessProbability = options.contrastProbability = options.lowResolutionProbability =
          options.invertedGammaProbability = options.gammaProbability = options.mirrorProbability = 0.0;
  return options;
}

inline Patch
AugmentedWith(const Patch & patch, const Zyx<std::int64_t> & size, const AugmentationOptions & options,
              std::uint64_t seed)
{
  Random random(seed);
  return Augment(patch, size, options, random);
}

} // namespace vox::testing

#endif
