// SPDX-License-Identifier: Apache-2.0
// Times the preprocessing of one case: files are read before and written after the clock runs.
//   voxPreprocessBenchmark plans.json CONFIGURATION dataset.json THREADS REPEATS OUT.safetensors LABELS IMAGE...
// Prints seconds as JSON: `prediction` (image alone) and `training` (image, labels, foreground locations), REPEATS
// each.
#include "voxCaseFile.h"
#include "voxDatasetDescription.h"
#include "voxError.h"
#include "voxPlan.h"
#include "voxPreprocess.h"
#include "voxReadVolume.h"

#include <ATen/Parallel.h>

#include <chrono>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

namespace
{
/** [elapsed seconds, seconds of processor time] of each repeat; the second also where other work runs beside. */
template <typename TWork>
vox::Json
Seconds(int repeats, TWork && work)
{
  vox::Json result = vox::Json::array();
  for (int i = 0; i < repeats; ++i)
  {
    const std::clock_t processorStart = std::clock();
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    result.push_back({elapsed.count(), static_cast<double>(std::clock() - processorStart) / CLOCKS_PER_SEC});
  }
  return result;
}

void
Measure(const std::vector<std::string> & arguments)
{
  const auto plan = vox::ParsePlan(vox::ReadJson(arguments[0]), arguments[0]);
  const auto options = plan.Configuration(arguments[1], arguments[0]).preprocessing;
  const auto description = vox::ParseDatasetDescription(vox::ReadJson(arguments[2]), arguments[2]);
  vox::RunContext context;
  context.threads = std::stoi(arguments[3]);
  at::set_num_threads(context.threads);
  const int repeats = std::stoi(arguments[4]);
  const vox::Volume labels = vox::ReadLabelMap(arguments[6]);
  const vox::Volume image =
      vox::ReadCaseImage(std::vector<std::filesystem::path>(arguments.begin() + 7, arguments.end()));
  std::vector<std::vector<std::int64_t>> structures;
  for (const vox::LabelEntry & entry : description.Foreground())
  {
    structures.push_back(entry.values);
  }

  vox::TrainingCase result;
  vox::Json seconds;
  seconds["prediction"] = Seconds(repeats, [&] { result.image = vox::Preprocess(image, {}, options, context).image; });
  seconds["training"] = Seconds(repeats, [&] {
    const vox::PreprocessedCase preprocessed = vox::Preprocess(image, {&labels}, options, context);
    result.image = preprocessed.image;
    result.labels = preprocessed.labels;
    result.locations = vox::SampleLocations(result.labels, structures);
    result.record = vox::ToJson(preprocessed.record);
  });
  result.name = "case";
  vox::WriteCaseFile(arguments[5], result);
  std::cout << seconds.dump() << "\n";
}
} // namespace

int
main(int argc, char ** argv)
{
  if (argc < 9)
  {
    std::cerr << "usage: " << argv[0] << " plans.json CONFIGURATION dataset.json THREADS REPEATS OUT LABELS IMAGE...\n";
    return 2;
  }
  try
  {
    Measure({argv + 1, argv + argc});
    return 0;
  }
  catch (const std::exception & error)
  {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
