// SPDX-License-Identifier: Apache-2.0
#include "voxCompareRows.h"
#include "voxKeepFreedMemory.h"
#include "voxLessonUNetOptions.h"
#include "voxLossRegistry.h"
#include "voxMeasure.h"
#include "voxNetwork.h"
#include "voxOptimizer.h"
#include "voxPrecision.h"

#include <ATen/ATen.h>

#include <vector>

namespace vox::benchmark
{

// One step of the lesson's U-Net with cross entropy and Adam on a batch that is always the same; `losses` are those of
// all steps, warm-ups included.
Json
CompareTraining2d(const Json & settings)
{
  const std::string weights = settings.at("weights").get<std::string>();
  Network network(Define("TutorialUNet", TutorialUNetOptions{}), ReadTensors(weights), weights);
  network.UseChannelsLast();
  network.SetTraining(true);
  OptimizerOptions options;
  options.kind = OptimizerKind::Adam;
  options.learningRate = settings.at("learning_rate").get<double>();
  options.weightDecay = 0.0;
  options.gradientClip = 0.0;
  Optimizer optimizer(network.Parameters(), options);
  const Precision precision = ChoosePrecision(settings.at("precision") == "auto" ? Precision::Auto : Precision::Fp32);
  const at::Tensor images = ReadTensor(settings.at("input").get<std::string>(), "images").unsqueeze(2);
  const at::Tensor labels = ReadTensor(settings.at("input").get<std::string>(), "labels").to(at::kLong).unsqueeze(1);
  const LossFunction crossEntropy = MakeLoss("cross-entropy");
  const KeepFreedMemory keep;
  std::vector<double> losses;
  Json result = Measure(settings, [&] {
    at::Tensor logits;
    {
      const PrecisionScope scope(precision);
      logits = network.Forward(images).front();
    }
    const at::Tensor loss = crossEntropy(logits.to(at::kFloat), labels);
    losses.push_back(loss.item<double>());
    loss.backward();
    optimizer.Step(options.learningRate);
  });
  result["precision"] = precision == Precision::Bf16 ? "bf16" : "fp32";
  WriteTensors(settings.at("output").get<std::string>(), {{"losses", at::tensor(losses)}});
  return result;
}

} // namespace vox::benchmark
