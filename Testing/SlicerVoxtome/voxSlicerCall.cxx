// SPDX-License-Identifier: Apache-2.0
#include "voxSlicerCall.h"

#include "voxAtomicFile.h"
#include "voxModuleFile.h"
#include "voxReadVolume.h"
#include "voxWriteVolume.h"

#include <regex>

namespace vox::testing
{
namespace
{

const std::filesystem::path modules = VOX_SLICER_MODULES;

std::vector<std::string>
TagTexts(const std::string & text, const std::string & tag)
{
  const std::regex pattern("<" + tag + ">([^<]*)</" + tag + ">");
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern); match != std::sregex_iterator(); ++match)
  {
    found.push_back((*match)[1]);
  }
  return found;
}

/** As Slicer does: innermost tags first, each with the blanks behind it. */
std::string
WithoutTags(std::string text)
{
  for (const char * tag : {"filter-progress", "filter-stage-progress", "filter-name", "filter-comment", "filter-time",
                           "filter-start", "filter-end"})
  {
    text = std::regex_replace(text, std::regex("<" + std::string(tag) + ">[^<]*</" + tag + ">[ \t\n\r]*"), "");
  }
  return text;
}

} // namespace

std::vector<std::string>
ArgumentsFor(const std::string & module, const std::map<std::string, std::string> & values)
{
  return SlicerArguments(ParseXml(ReadTextFile(modules / (module + ".xml"))), values);
}

SlicerOutcome
RunInSlicer(const std::string & module, const std::map<std::string, std::string> & values,
            const std::vector<std::string> & environment)
{
  std::vector<std::string> words = environment;
  words.push_back((modules / module).string());
  const std::vector<std::string> arguments = ArgumentsFor(module, values);
  words.insert(words.end(), arguments.begin(), arguments.end());
  const ProcessResult result = RunProgram(words, ".", "/usr/bin/env");
  SlicerOutcome outcome{
      result.exitCode, {}, TagTexts(result.out, "filter-comment"), WithoutTags(result.out), result.err};
  for (const std::string & text : TagTexts(result.out, "filter-progress"))
  {
    outcome.progress.push_back(std::stod(text));
  }
  return outcome;
}

void
ExportHippocampus(const std::filesystem::path & file)
{
  WriteImage(file, ReadImage(std::filesystem::path(VOX_EXAMPLES_DIR) / "Hippocampus3d/image.nii.gz"));
}

} // namespace vox::testing
