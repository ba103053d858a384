// SPDX-License-Identifier: Apache-2.0
#include "voxCompareRows.h"
#include "voxDeepSupervision.h"
#include "voxKeepFreedMemory.h"
#include "voxMeasure.h"
#include "voxNetwork.h"
#include "voxOpenModel.h"
#include "voxOptimizer.h"
#include "voxPrecision.h"
#include "voxTrainingLoss.h"

#include <ATen/ATen.h>

#include <vector>

namespace vox::benchmark
{

// One iteration of Train() on a batch that is always the same; `losses` are those of all steps, warm-ups included.
Json
CompareTraining(const Json & settings)
{
  const Model model = OpenModel(settings.at("model").get<std::string>(), {"0"});
  TrainOptions options;
  options.precision = settings.at("precision") == "auto" ? Precision::Auto : Precision::Fp32;
  ChooseLoss(options, model.description);
  const LossFunction loss = MakeTrainingLoss(options, model.Configuration(), model.description);
  const Precision precision = ChoosePrecision(options.precision);
  Network network = model.MakeNetwork(0);
  network.UseChannelsLast();
  network.SetTraining(true);
  network.SetDeepSupervision(true);
  Optimizer optimizer(network.Parameters(), options.optimizer);
  const at::Tensor images = ReadTensor(settings.at("input").get<std::string>(), "images");
  const at::Tensor labels = ReadTensor(settings.at("input").get<std::string>(), "labels").to(at::kLong);
  const KeepFreedMemory keep;
  std::vector<double> losses;
  Json result = Measure(settings, [&] {
    at::Tensor value;
    {
      const PrecisionScope scope(precision);
      value = DeepSupervisionLoss(network.Forward(images), labels, loss);
    }
    losses.push_back(value.item<double>());
    value.backward();
    optimizer.Step(options.optimizer.learningRate);
  });
  result["precision"] = precision == Precision::Bf16 ? "bf16" : "fp32";
  WriteTensors(settings.at("output").get<std::string>(), {{"losses", at::tensor(losses)}});
  return result;
}

} // namespace vox::benchmark
