// SPDX-License-Identifier: Apache-2.0
#include "voxProfileTable.h"

#include "voxTextTable.h"

#include <fmt/ranges.h>

#include <numeric>

namespace vox
{
namespace
{

double
GigaOperations(const LayerTime & layer)
{
  return layer.seconds > 0.0 ? 2e-9 * layer.multiplyAdds / layer.seconds : 0.0;
}

} // namespace

std::string
ProfileTable(const NetworkProfile & profile)
{
  const double total = std::accumulate(profile.layers.begin(), profile.layers.end(), 0.0,
                                       [](double sum, const LayerTime & layer) { return sum + layer.seconds; });
  std::vector<std::vector<std::string>> rows{{"layer", "kernel", "output", "calls", "seconds", "share", "GFLOP/s"}};
  for (const LayerTime & layer : profile.layers)
  {
    rows.push_back({layer.name, std::string(layer.kernel), fmt::format("{}", fmt::join(layer.outputShape, "x")),
                    std::to_string(layer.calls), fmt::format("{:.3f}", layer.seconds),
                    fmt::format("{:.1f} %", total > 0.0 ? 100.0 * layer.seconds / total : 0.0),
                    layer.multiplyAdds > 0.0 ? fmt::format("{:.0f}", GigaOperations(layer)) : std::string("-")});
  }
  return fmt::format("\nLayers of {}, {:.2f} s\n{}", profile.configuration, total, TextTable(rows));
}

Json
ProfileJson(const NetworkProfile & profile)
{
  Json layers = Json::array();
  for (const LayerTime & layer : profile.layers)
  {
    layers.push_back({{"layer", layer.name},
                      {"kernel", layer.kernel},
                      {"output", layer.outputShape},
                      {"calls", layer.calls},
                      {"seconds", layer.seconds},
                      {"gflops", GigaOperations(layer)}});
  }
  return {{"configuration", profile.configuration}, {"layers", layers}};
}

} // namespace vox
