// SPDX-License-Identifier: Apache-2.0
#include "voxCompareRows.h"
#include "voxMeasure.h"
#include "voxNetwork.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace vox::benchmark
{

// A forward pass of any network of the registry, prepared to predict, with its original's weights; those of layers that
// the original keeps unused are passed over.
Json
CompareNetworks(const Json & settings)
{
  const at::NoGradGuard noGrad;
  const NetworkDefinition definition{settings.at("network").get<std::string>(), settings.at("options")};
  const std::string path = settings.at("weights").get<std::string>();
  const std::map<std::string, at::Tensor> found = ReadTensors(path);
  std::map<std::string, at::Tensor> weights;
  for (const auto & [name, tensor] : Network::Undrawn(definition).Parameters())
  {
    if (const auto item = found.find(name); item != found.end())
    {
      weights.insert(*item);
    }
  }
  Network network(definition, weights, path);
  network.PrepareToPredict();
  at::Tensor images = ReadTensor(settings.at("input").get<std::string>(), "images");
  const bool isPlanar = images.dim() == 4;
  images = isPlanar ? images.unsqueeze(2) : images;
  at::Tensor output;
  Json result = Measure(settings, [&] {
    output.reset();
    output = network.Forward(images).front();
  });
  WriteTensors(settings.at("output").get<std::string>(), {{"output", isPlanar ? output.squeeze(2) : output}});
  return result;
}

} // namespace vox::benchmark
