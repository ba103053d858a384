// SPDX-License-Identifier: Apache-2.0
#ifndef voxPlanDocument_h
#define voxPlanDocument_h

#include "voxJson.h"
#include "voxPlanConfiguration.h"

#include <span>
#include <string>

namespace vox
{

/** Numbers as a JSON list; 2D configurations have no z entry. */
template <typename T>
[[nodiscard]] Json
AxesToJson(const Zyx<T> & values, int dimensions)
{
  return dimensions == 2 ? Json::array({values.y, values.x}) : Json::array({values.z, values.y, values.x});
}

/** What a configuration of plans.json says beside patch, batch and network. */
struct ConfigurationFacts
{
  std::string dataIdentifier;
  Json medianShape; ///< whole numbers for 3d_lowres, decimal numbers elsewhere, as nnU-Net writes them
  std::span<const Normalization> normalization;
  bool maskForNorm = false; ///< normalize inside the non-zero region where the scheme knows that
};

/** One entry of `configurations`, keys in nnU-Net's order, without batch_dice and the stages of a cascade. */
[[nodiscard]] Json ConfigurationToJson(const PlannerPreset & preset, const ConfigurationTask & task,
                                       const PlannedConfiguration & planned, const ConfigurationFacts & facts);

} // namespace vox

#endif
