// SPDX-License-Identifier: Apache-2.0
#include "voxAugmentationRules.h"

#include <algorithm>

namespace vox
{
namespace
{

constexpr double kDummy2dAnisotropy = 3.0;
constexpr double kLongPatch = 1.5;

} // namespace

AugmentationOptions
AugmentationFor(const PlanConfiguration & configuration)
{
  const Zyx<std::int64_t> & patch = configuration.patchSize;
  const auto [shorter, longer] = std::minmax(patch.y, patch.x);
  const bool flat = configuration.network.Dimensions() == 2;
  AugmentationOptions options;
  if (flat)
  {
    options.mirrorAxes = {1, 2};
  }
  if (flat || static_cast<double>(longer) / static_cast<double>(patch.z) > kDummy2dAnisotropy)
  {
    const bool elongated = static_cast<double>(longer) / static_cast<double>(shorter) > kLongPatch;
    const double degrees = flat && elongated ? 15.0 : 180.0;
    options.dummy2d = true;
    options.rotationDegrees = {{-degrees, degrees}, {0.0, 0.0}, {0.0, 0.0}};
  }
  const std::vector<bool> & masked = configuration.preprocessing.useMaskForNorm;
  for (std::size_t channel = 0; channel < masked.size(); ++channel)
  {
    if (masked[channel])
    {
      options.maskedChannels.push_back(static_cast<int>(channel));
    }
  }
  return options;
}

} // namespace vox
