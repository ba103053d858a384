// SPDX-License-Identifier: Apache-2.0
#include "voxLayerTable.h"

#include "voxTextTable.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

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

/** The convolutions and norms that run for zeros of this size. */
std::map<std::string, LayerTime>
Run(Network & network, const Zyx<std::int64_t> & size)
{
  network.StartProfile();
  (void)network.Forward(at::zeros({1, network.Definition().InputChannels(), size.z, size.y, size.x}));
  std::map<std::string, LayerTime> ran;
  for (const LayerTime & layer : network.Profile())
  {
    ran[layer.name] = layer;
  }
  return ran;
}

/** The layers for a window of this size, from those of two smaller ones. */
std::map<std::string, LayerTime>
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
  const std::map<std::string, LayerTime> small = Run(network, first);
  std::map<std::string, LayerTime> layers = Run(network, second);
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
    layer.multiplyAdds *= ValuesOf(layer.outputShape) / before; // of all calls, whose outputs are alike
  }
  return layers;
}

} // namespace

Inspection
LayerTable(Network network, const Zyx<std::int64_t> & windowSize)
{
  const at::NoGradGuard noGrad;
  const std::map<std::string, LayerTime> ran = LayersFor(network, windowSize);
  std::vector<std::string> layers; // in the order of their weights
  std::map<std::string, std::int64_t> parameters;
  std::int64_t total = 0;
  for (const auto & [name, tensor] : network.Parameters())
  {
    if (tensor.requires_grad())
    {
      const std::string layer = LayerOf(name);
      if (!parameters.contains(layer))
      {
        layers.push_back(layer);
      }
      parameters[layer] += tensor.numel();
      total += tensor.numel();
    }
  }
  std::vector<std::vector<std::string>> rows{{"layer", "output", "calls", "MB", "parameters", "GFLOP"}};
  Json list = Json::array();
  double operations = 0.0;
  double megabytes = 0.0;
  for (const std::string & layer : layers)
  {
    const auto found = ran.find(layer);
    const std::vector<std::int64_t> shape =
        found == ran.end() ? std::vector<std::int64_t>() : found->second.outputShape;
    const double giga = found == ran.end() ? 0.0 : 2e-9 * found->second.multiplyAdds;
    const std::int64_t calls = found == ran.end() ? 0 : found->second.calls;
    const double ofLayer = 4.0 * ValuesOf(shape) * static_cast<double>(calls) / kMega;
    operations += giga;
    megabytes += ofLayer;
    rows.push_back({layer, shape.empty() ? "-" : fmt::format("{}", fmt::join(shape, "x")),
                    shape.empty() ? "-" : std::to_string(calls), shape.empty() ? "-" : fmt::format("{:.2f}", ofLayer),
                    std::to_string(parameters[layer]), giga > 0.0 ? fmt::format("{:.3f}", giga) : "-"});
    list.push_back({{"layer", layer},
                    {"output", shape},
                    {"calls", shape.empty() ? Json() : Json(calls)},
                    {"megabytes", shape.empty() ? Json() : Json(ofLayer)},
                    {"parameters", parameters[layer]},
                    {"gflop", giga}});
  }
  rows.push_back(
      {"all", "", "", fmt::format("{:.2f}", megabytes), std::to_string(total), fmt::format("{:.3f}", operations)});
  Inspection inspection;
  inspection.text = fmt::format("Layers of {} for a window of {} x {} x {} (z, y, x), float32\n{}",
                                network.Definition().name, windowSize.z, windowSize.y, windowSize.x, TextTable(rows));
  inspection.json = {{"network", network.Definition().name},
                     {"parameters", total},
                     {"megabytes", megabytes},
                     {"gflop", operations},
                     {"layers", list}};
  return inspection;
}

} // namespace vox
