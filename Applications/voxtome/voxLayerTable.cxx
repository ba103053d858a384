// SPDX-License-Identifier: Apache-2.0
#include "voxLayerTable.h"

#include "voxTextTable.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <map>

namespace vox
{
namespace
{

constexpr double kMega = 1e6;

/** "encoder.stages.0.conv" of "encoder.stages.0.conv.weight". */
std::string
LayerOf(const std::string & name)
{
  return name.substr(0, name.rfind('.'));
}

double
ValuesOf(const std::vector<std::int64_t> & shape)
{
  double values = 1.0;
  for (const std::int64_t size : shape)
  {
    values *= static_cast<double>(size);
  }
  return values;
}

using Layers = std::map<std::string, LayerTime>;

/** The layers that run for zeros of this size, by name. */
Layers
Run(Network & network, const Zyx<std::int64_t> & size)
{
  network.StartProfile();
  (void)network.Forward(at::zeros({1, network.Definition().InputChannels(), size.z, size.y, size.x}));
  Layers ran;
  for (const LayerTime & layer : network.Profile())
  {
    ran[layer.name] = layer;
  }
  return ran;
}

/** Of tokens the axes of an image cannot be told. */
bool
HaveTokens(const Layers & layers)
{
  return std::ranges::any_of(layers, [](const auto & item) { return item.second.kernel == "linear"; });
}

/** The layers for a window of this size, from those of two smaller ones where that can be. */
Layers
LayersFor(Network & network, const Zyx<std::int64_t> & windowSize)
{
  const bool planar = network.Definition().Dimensions() == 2;
  Zyx<std::int64_t> first{1, 1, 1};
  Zyx<std::int64_t> second{1, 1, 1};
  for (std::size_t axis = planar ? 1 : 0; axis < 3; ++axis)
  {
    const AxisSizes & sizes = network.Sizes().axes[axis];
    first[axis] = sizes.Nearest(sizes.smallest).back();
    second[axis] = sizes.largest == first[axis] ? first[axis] : first[axis] + sizes.multiple;
  }
  const Layers small = Run(network, first);
  if (HaveTokens(small))
  {
    return Run(network, windowSize);
  }
  Layers layers = Run(network, second);
  for (auto & [name, layer] : layers)
  {
    const std::vector<std::int64_t> & from = small.at(name).outputShape;
    const double before = ValuesOf(layer.outputShape);
    const std::size_t spatial = planar ? 2 : 3;
    for (std::size_t axis = 3 - spatial; axis < 3; ++axis)
    {
      const std::size_t place = layer.outputShape.size() - 3 + axis;
      const std::int64_t step = second[axis] - first[axis];
      if (place >= 2 && step > 0)
      {
        layer.outputShape[place] =
            from[place] + (layer.outputShape[place] - from[place]) * (windowSize[axis] - first[axis]) / step;
      }
    }
    const double growth = ValuesOf(layer.outputShape) / before; // of all calls, whose outputs are alike
    layer.multiplyAdds *= growth;
    layer.outputValues *= growth;
  }
  return layers;
}

/** A row of the table. */
struct Row
{
  std::string layer;
  std::int64_t parameters = 0; ///< that are trained
};

/** Layers in the order of their weights; those that ran without any stand behind the last of their parent. */
std::vector<Row>
RowsOf(const Network & network, const Layers & ran)
{
  std::vector<Row> rows;
  std::map<std::string, std::size_t> places;
  for (const auto & [name, tensor] : network.Parameters())
  {
    if (tensor.requires_grad())
    {
      const auto [place, isNew] = places.try_emplace(LayerOf(name), rows.size());
      if (isNew)
      {
        rows.push_back({place->first});
      }
      rows[place->second].parameters += tensor.numel();
    }
  }
  for (const auto & [name, layer] : ran)
  {
    if (!places.contains(name))
    {
      const std::string siblings = LayerOf(name) + ".";
      const auto last = std::ranges::find_if(rows.rbegin(), rows.rend(),
                                             [&](const Row & row) { return row.layer.starts_with(siblings); });
      rows.insert(last == rows.rend() ? rows.end() : last.base(), {name});
    }
  }
  return rows;
}

} // namespace

Inspection
LayerTable(Network network, const Zyx<std::int64_t> & windowSize)
{
  const at::NoGradGuard noGrad;
  const Layers ran = LayersFor(network, windowSize);
  std::vector<std::vector<std::string>> rows{{"layer", "output", "calls", "MB", "parameters", "GFLOP"}};
  Json list = Json::array();
  std::int64_t parameters = 0;
  double operations = 0.0;
  double megabytes = 0.0;
  for (const Row & row : RowsOf(network, ran))
  {
    const auto found = ran.find(row.layer);
    const LayerTime layer = found == ran.end() ? LayerTime() : found->second;
    const bool hasRun = layer.calls > 0;
    const double giga = 2e-9 * layer.multiplyAdds;
    const double ofLayer = 4.0 * layer.outputValues / kMega;
    parameters += row.parameters;
    operations += giga;
    megabytes += ofLayer;
    rows.push_back({row.layer, hasRun ? fmt::format("{}", fmt::join(layer.outputShape, "x")) : "-",
                    hasRun ? std::to_string(layer.calls) : "-", hasRun ? fmt::format("{:.2f}", ofLayer) : "-",
                    std::to_string(row.parameters), giga > 0.0 ? fmt::format("{:.3f}", giga) : "-"});
    list.push_back({{"layer", row.layer},
                    {"output", layer.outputShape},
                    {"calls", hasRun ? Json(layer.calls) : Json()},
                    {"megabytes", hasRun ? Json(ofLayer) : Json()},
                    {"parameters", row.parameters},
                    {"gflop", giga}});
  }
  rows.push_back(
      {"all", "", "", fmt::format("{:.2f}", megabytes), std::to_string(parameters), fmt::format("{:.3f}", operations)});
  Inspection inspection;
  inspection.text = fmt::format("Layers of {} for a window of {} x {} x {} (z, y, x), float32\n{}",
                                network.Definition().name, windowSize.z, windowSize.y, windowSize.x, TextTable(rows));
  inspection.json = {{"network", network.Definition().name},
                     {"parameters", parameters},
                     {"megabytes", megabytes},
                     {"gflop", operations},
                     {"layers", list}};
  return inspection;
}

} // namespace vox
