// SPDX-License-Identifier: Apache-2.0
#include "voxCaseFile.h"
#include "voxCompareRows.h"
#include "voxDatasetDescription.h"
#include "voxMeasure.h"
#include "voxPlan.h"
#include "voxPreprocess.h"
#include "voxReadVolume.h"
#include "voxResampleTensor.h"
#include "voxSeparateAxis.h"

namespace vox::benchmark
{
namespace
{

std::vector<std::vector<std::int64_t>>
Structures(const std::filesystem::path & datasetFile)
{
  std::vector<std::vector<std::int64_t>> structures;
  for (const LabelEntry & entry : ParseDatasetDescription(ReadJson(datasetFile), datasetFile.string()).Foreground())
  {
    structures.push_back(entry.values);
  }
  return structures;
}

} // namespace

// The image alone, as for a prediction; with `labels` also those and the foreground locations, as for a training.
Json
ComparePreprocess(const Json & settings)
{
  const std::string planFile = settings.at("plans").get<std::string>();
  PreprocessOptions options =
      ParsePlan(ReadJson(planFile), planFile).Configuration("3d_fullres", planFile).preprocessing;
  options.image.order = settings.value("order", options.image.order);
  RunContext context;
  context.threads = settings.at("threads").get<int>();
  const Volume image = ReadImage(settings.at("image").get<std::string>());
  if (!settings.value("training", false))
  {
    at::Tensor output;
    Json result = Measure(settings, [&] {
      output.reset();
      output = Preprocess(image, {}, options, context).image;
    });
    WriteTensors(settings.at("output").get<std::string>(), {{"image", output[0]}});
    return result;
  }
  const Volume reference = ReadLabelMap(settings.at("labels").get<std::string>());
  const auto structures = Structures(settings.at("dataset").get<std::string>());
  PreprocessedCase output;
  std::vector<at::Tensor> locations;
  Json result = Measure(settings, [&] {
    output = {};
    output = Preprocess(image, {&reference}, options, context);
    locations = SampleLocations(output.labels, structures);
  });
  WriteTensors(settings.at("output").get<std::string>(), {{"image", output.image[0]}, {"labels", output.labels}});
  return result;
}

// A label map alone, to another spacing.
Json
CompareLabels(const Json & settings)
{
  const Volume reference = ReadLabelMap(settings.at("labels").get<std::string>());
  const at::Tensor labels = reference.voxels[0].to(at::kShort);
  const Zyx<double> spacingMm{1.0, 1.0, 1.0};
  const Zyx<std::int64_t> size = ResampledSize(reference.geometry.size, reference.geometry.spacingMm, spacingMm);
  const ResampleOptions options{1, 0, std::nullopt};
  const auto separateAxis = SeparateAxis(reference.geometry.spacingMm, spacingMm, options.forceSeparateZ);
  at::Tensor output;
  Json result = Measure(settings, [&] {
    output.reset();
    output = ResampleLabels(labels, size, separateAxis, options, settings.at("threads").get<int>());
  });
  WriteTensors(settings.at("output").get<std::string>(), {{"labels", output}});
  return result;
}

} // namespace vox::benchmark
