// SPDX-License-Identifier: Apache-2.0
#include "voxModuleCommand.h"

#include "voxInstalledFiles.h"
#include "voxModuleArguments.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace vox
{
namespace
{

constexpr int usage = 2;
constexpr const char * statisticsName = "statistics.csv";

const std::string *
Find(const ModuleValues & values, std::string_view name)
{
  const auto found = values.find(name);
  return found == values.end() || found->second.empty() ? nullptr : &found->second;
}

std::vector<std::string>
Split(const std::string & text)
{
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();)
  {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/** The ending by which formats are told apart, such as .nii.gz or .seg.nrrd. */
std::string
EndingOf(const std::filesystem::path & file)
{
  const std::filesystem::path stem = file.stem();
  const bool two = stem.extension() == ".nii" || stem.extension() == ".seg";
  return two ? stem.extension().string() + file.extension().string() : file.extension().string();
}

/** Appends the options that parameter and program have in common. */
void
AddOptions(const ModuleDescription & module, const ModuleValues & values, std::vector<std::string> & words)
{
  for (const ModuleGroup & group : module.groups)
  {
    for (const ModuleParameter & parameter : group.parameters)
    {
      const std::string * value = Find(values, parameter.name);
      if (parameter.option.empty() || parameter.channel == "output" || value == nullptr)
      {
        continue;
      }
      words.emplace_back(parameter.option);
      if (parameter.tag == "string-vector")
      {
        const std::vector<std::string> parts = Split(*value);
        words.insert(words.end(), parts.begin(), parts.end());
      }
      else if (parameter.tag != "boolean")
      {
        words.push_back(*value);
      }
    }
  }
}

std::string
ModelOf(const ModuleValues & values)
{
  const std::string * file = Find(values, "modelFile");
  const std::string * folder = Find(values, "modelFolder");
  if (file != nullptr && folder != nullptr)
  {
    throw ModuleError(usage, "--modelFile and --modelFolder: found both, expected one of them; leave one out");
  }
  if (file != nullptr || folder != nullptr)
  {
    return file != nullptr ? *file : *folder;
  }
  const std::string * name = Find(values, "model");
  return ModelFile(name == nullptr ? "hippocampus" : *name).string();
}

/** The volumes in the order of the channels. */
std::vector<std::string>
InputsOf(const ModuleValues & values)
{
  std::vector<std::string> inputs{values.at("inputVolume")};
  std::string missing;
  for (const char * name : {"channel2", "channel3", "channel4"})
  {
    const std::string * channel = Find(values, name);
    if (channel == nullptr)
    {
      missing = missing.empty() ? name : missing;
      continue;
    }
    if (!missing.empty())
    {
      throw ModuleError(usage,
                        fmt::format("--{}: found it without --{}; choose the channels without a gap", name, missing));
    }
    inputs.push_back(*channel);
  }
  return inputs;
}

} // namespace

std::string
RegionArgument(const std::string & region)
{
  std::vector<double> numbers;
  for (const std::string & part : Split(region))
  {
    double number = 0.0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc() || end != part.data() + part.size() || !std::isfinite(number))
    {
      throw ModuleError(usage, fmt::format("--region: found '{}', expected numbers as Slicer passes them: "
                                           "R,A,S of the center, three half sizes, and nine of the axes where they are "
                                           "rotated",
                                           region));
    }
    numbers.push_back(number);
  }
  if (numbers.size() != 6 && numbers.size() != 15)
  {
    throw ModuleError(usage, fmt::format("--region: found {} numbers, expected 6 (center, half sizes) or 15 (and axes)",
                                         numbers.size()));
  }
  // From RAS to LPS the first two coordinates change their sign: of the center, and of each axis, whose coordinates
  // stand below each other.
  for (std::size_t i = 0; i < numbers.size(); ++i)
  {
    const bool changes = i < 2 || (i >= 6 && i < 12);
    numbers[i] = changes ? -numbers[i] : numbers[i];
  }
  return fmt::format("{}", fmt::join(numbers, ","));
}

GuardedRun
MakeSegmentRun(const ModuleValues & values, const std::filesystem::path & folder)
{
  const std::filesystem::path output = values.at("outputSegmentation");
  const std::string ending = EndingOf(output);
  GuardedRun run{{ProgramFile().string(), "predict", "--json", "--model", ModelOf(values), "--input"}, folder, {}};
  std::vector<std::string> & words = run.words;
  const std::vector<std::string> inputs = InputsOf(values);
  words.insert(words.end(), inputs.begin(), inputs.end());
  words.insert(words.end(), {"--output", (folder / ("labels" + ending)).string()});
  AddOptions(SegmentModule(), values, words);
  if (const std::string * region = Find(values, "region"))
  {
    words.emplace_back("--region");
    words.push_back(RegionArgument(*region));
  }
  if (const std::string * statistics = Find(values, "statistics"))
  {
    words.insert(words.end(), {"--statistics", (folder / statisticsName).string()});
    run.files.push_back({statisticsName, *statistics});
  }
  if (const std::string * probabilities = Find(values, "probabilities"))
  {
    const std::string format = EndingOf(*probabilities);
    words.insert(words.end(), {"--save-probabilities", "--probabilities-format", format});
    run.files.push_back({"probabilities/labels" + format, *probabilities});
  }
  run.files.push_back({"labels" + ending, output});
  return run;
}

GuardedRun
MakeEvaluateRun(const ModuleValues & values, const std::filesystem::path & folder)
{
  GuardedRun run{{ProgramFile().string(), "evaluate", "--json", "--reference", values.at("reference"), "--prediction",
                  values.at("prediction")},
                 folder,
                 {}};
  AddOptions(EvaluateModule(), values, run.words);
  if (const std::string * table = Find(values, "table"))
  {
    run.words.insert(run.words.end(), {"--csv", (folder / "table.csv").string()});
    run.files.push_back({"table.csv", *table});
  }
  return run;
}

std::filesystem::path
FirstResult(const ModuleValues & values)
{
  for (const char * name : {"outputSegmentation", "table"})
  {
    if (const std::string * file = Find(values, name))
    {
      return *file;
    }
  }
  return {};
}

} // namespace vox
