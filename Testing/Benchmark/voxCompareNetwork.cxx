// SPDX-License-Identifier: Apache-2.0
#include "voxCompareRows.h"
#include "voxMeasure.h"
#include "voxOpenModel.h"
#include "voxPredictor.h"

namespace vox::benchmark
{

// One window through the predictor: the network, and its part in adding windows up.
Json
CompareNetwork(const Json & settings)
{
  PredictOptions options;
  options.mirror = false;
  options.precision = settings.at("precision") == "auto" ? Precision::Auto : Precision::Fp32;
  Predictor predictor(OpenModel(settings.at("model").get<std::string>(), {"0"}), options);
  RunContext context;
  context.threads = settings.at("threads").get<int>();
  const at::Tensor tile = ReadTensor(settings.at("input").get<std::string>(), "tile");
  at::Tensor logits;
  Json result = Measure(settings, [&] {
    logits.reset();
    logits = predictor.PredictLogits(tile, context);
  });
  result["precision"] = predictor.ChosenPrecision() == Precision::Bf16 ? "bf16" : "fp32";
  WriteTensors(settings.at("output").get<std::string>(), {{"logits", logits}});
  return result;
}

} // namespace vox::benchmark
