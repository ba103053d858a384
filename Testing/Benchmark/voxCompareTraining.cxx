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
#include "voxTrainingTargets.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

namespace vox::benchmark
{

namespace
{

/** The maps that the threads of the loader make of a batch, here on one thread and timed. */
void
MakeMaps(const TrainingTargets & targets, Batch & batch, Json & result)
{
  const DeriveFunction derive = targets.Derive();
  if (!derive)
  {
    return;
  }
  Stopwatch watch;
  watch.Start();
  std::vector<std::vector<at::Tensor>> maps;
  for (std::int64_t sample = 0; sample < batch.labels.size(0); ++sample)
  {
    for (std::size_t i = 0; const at::Tensor & map : derive(batch.labels.slice(0, sample, sample + 1)))
    {
      maps.resize(std::max(maps.size(), i + 1));
      maps[i++].push_back(map);
    }
  }
  watch.Stop();
  batch.derived.clear();
  for (const std::vector<at::Tensor> & ofSamples : maps)
  {
    batch.derived.push_back(at::cat(ofSamples));
  }
  result["map_seconds"] = watch.Seconds();
  result["map_processor_seconds"] = watch.ProcessorSeconds();
}

} // namespace

// One iteration of Train() on a batch that is always the same; `losses` are those of all steps, warm-ups included.
Json
CompareTraining(const Json & settings)
{
  const Model model = OpenModel(settings.at("model").get<std::string>(), {"0"});
  TrainOptions options;
  options.precision = settings.at("precision") == "auto" ? Precision::Auto : Precision::Fp32;
  if (settings.contains("loss"))
  {
    options.loss = settings["loss"].get<std::string>();
    options.lossOptions = settings["loss_options"];
  }
  ChooseLoss(options, model.description);
  const LossFunction loss = MakeTrainingLoss(options, model.Configuration(), model.description);
  const Precision precision = ChoosePrecision(options.precision);
  Network network = model.MakeNetwork(0);
  network.UseChannelsLast();
  network.SetTraining(true);
  network.SetDeepSupervision(true);
  Optimizer optimizer(network.Parameters(), options.optimizer);
  Batch batch;
  batch.images = ReadTensor(settings.at("input").get<std::string>(), "images");
  batch.labels = ReadTensor(settings.at("input").get<std::string>(), "labels").to(at::kLong);
  const TrainingTargets targets(options, model.Configuration(), model.description);
  Json maps;
  MakeMaps(targets, batch, maps);
  const KeepFreedMemory keep;
  std::vector<double> losses;
  Json result = Measure(settings, [&] {
    at::Tensor value;
    {
      const PrecisionScope scope(precision);
      value = DeepSupervisionLoss(network.Forward(batch.images), targets.Of(batch), loss);
    }
    losses.push_back(value.item<double>());
    value.backward();
    optimizer.Step(options.optimizer.learningRate);
  });
  result.update(maps);
  result["precision"] = precision == Precision::Bf16 ? "bf16" : "fp32";
  WriteTensors(settings.at("output").get<std::string>(), {{"losses", at::tensor(losses)}});
  return result;
}

} // namespace vox::benchmark
