// SPDX-License-Identifier: Apache-2.0
#include "voxPredictorImplementation.h"

#include <utility>

namespace vox
{
namespace
{

/** Adds what another network of the same kind took. */
void
AddTimes(std::vector<LayerTime> & sum, const std::vector<LayerTime> & more)
{
  for (std::size_t i = 0; i < more.size(); ++i)
  {
    if (i == sum.size())
    {
      sum.push_back(more[i]);
      continue;
    }
    sum[i].calls += more[i].calls;
    sum[i].seconds += more[i].seconds;
    sum[i].multiplyAdds += more[i].multiplyAdds;
  }
}

} // namespace

std::vector<NetworkProfile>
Predictor::Profiles() const
{
  const Implementation & self = *m_Implementation;
  std::vector<NetworkProfile> profiles =
      self.previousStage ? self.previousStage->Profiles() : std::vector<NetworkProfile>();
  NetworkProfile own{self.configuration.name, {}};
  for (const Network & network : self.networks)
  {
    AddTimes(own.layers, network.Profile());
  }
  if (!own.layers.empty())
  {
    profiles.push_back(std::move(own));
  }
  return profiles;
}

} // namespace vox
