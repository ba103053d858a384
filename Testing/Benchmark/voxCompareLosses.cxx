// SPDX-License-Identifier: Apache-2.0
#include "voxCompareRows.h"
#include "voxLossRegistry.h"
#include "voxMeasure.h"

#include <ATen/ATen.h>

namespace vox::benchmark
{

// A loss of the registry on logits that require a gradient, forward and backward; `value` and `gradient` are the last.
Json
CompareLosses(const Json & settings)
{
  const std::filesystem::path input = settings.at("input").get<std::string>();
  const at::Tensor logits = ReadTensor(input, "logits").clone();
  const at::Tensor labels = ReadTensor(input, "labels");
  const LossFunction loss = MakeLoss(settings.at("loss").get<std::string>(), settings.at("options"));
  at::Tensor leaf;
  at::Tensor value;
  const Json result = Measure(settings, [&] {
    value = at::Tensor();
    leaf = logits.detach().requires_grad_();
    value = loss(leaf, labels);
    value.backward();
  });
  WriteTensors(settings.at("output").get<std::string>(),
               {{"value", value.detach().view({1})}, {"gradient", leaf.grad().contiguous()}});
  return result;
}

} // namespace vox::benchmark
