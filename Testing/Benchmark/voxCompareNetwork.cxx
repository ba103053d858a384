// SPDX-License-Identifier: Apache-2.0
#include "voxCompareRows.h"
#include "voxMeasure.h"
#include "voxOpenModel.h"
#include "voxPredictor.h"

namespace vox::benchmark
{
namespace
{

/** Seconds and operations of each layer in one more run; the one before it makes the weights ready. */
Json
Layers(const Json & settings, PredictOptions options, const at::Tensor & tile, const RunContext & context)
{
  options.profile = true;
  Predictor predictor(OpenModel(settings.at("model").get<std::string>(), {"0"}), options);
  (void)predictor.PredictLogits(tile, context);
  const std::vector<LayerTime> first = predictor.Profiles().front().layers;
  (void)predictor.PredictLogits(tile, context);
  const std::vector<LayerTime> both = predictor.Profiles().front().layers;
  Json layers = Json::object();
  for (std::size_t i = 0; i < both.size(); ++i)
  {
    layers[both[i].name] = {{"kernel", both[i].kernel},
                            {"seconds", both[i].seconds - first[i].seconds},
                            {"operations", 2.0 * first[i].multiplyAdds}};
  }
  return layers;
}

} // namespace

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
  result["layers"] = Layers(settings, options, tile, context);
  WriteTensors(settings.at("output").get<std::string>(), {{"logits", logits}});
  return result;
}

} // namespace vox::benchmark
