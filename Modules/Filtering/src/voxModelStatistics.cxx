// SPDX-License-Identifier: Apache-2.0
#include "voxModelImplementation.h"

#include "voxError.h"

#include <cmath>
#include <limits>

namespace itk::vox
{
namespace
{
using ::vox::Json;

/** A key of a configuration, its own or one that it inherits. */
Json
InheritedField(const Json & configurations, std::string name, const char * key)
{
  while (!configurations.at(name).contains(key))
  {
    name = configurations.at(name).at("inherits_from").get<std::string>();
  }
  return configurations.at(name).at(key);
}
} // namespace

::vox::Model
WithStatistics(::vox::Model model, const std::map<unsigned int, std::pair<double, double>> & statistics)
{
  if (statistics.empty())
  {
    return model;
  }
  const std::size_t channels = model.description.channelNames.size();
  Json & document = model.plan.document;
  Json & configurations = document.at("configurations");
  Json schemes = InheritedField(configurations, model.configuration, "normalization_schemes");
  Json masks = InheritedField(configurations, model.configuration, "use_mask_for_norm");
  const char * older = "foreground_intensity_properties_by_modality";
  const char * key = document.contains(older) ? older : "foreground_intensity_properties_per_channel";
  for (const auto & [channel, meanAndDeviation] : statistics)
  {
    const auto & [mean, deviation] = meanAndDeviation;
    if (channel >= channels || !std::isfinite(mean) || !(deviation > 0.0 && std::isfinite(deviation)))
    {
      ::vox::Fail(::vox::ErrorKind::Usage,
                  "statistics of channel {}: found mean {} and standard deviation {}, expected numbers, the deviation "
                  "above 0, of one of {} channels",
                  channel, mean, deviation, channels);
    }
    // CT's formula without its clipping is that of z-score for statistics that are known.
    constexpr double limit = std::numeric_limits<float>::max();
    schemes.at(channel) = "CTNormalization";
    masks.at(channel) = false;
    document[key][std::to_string(channel)] = {
        {"mean", mean},  {"std", deviation}, {"percentile_00_5", -limit}, {"percentile_99_5", limit}, {"median", mean},
        {"min", -limit}, {"max", limit}};
  }
  configurations.at(model.configuration)["normalization_schemes"] = schemes;
  configurations.at(model.configuration)["use_mask_for_norm"] = masks;
  return model;
}

} // namespace itk::vox
