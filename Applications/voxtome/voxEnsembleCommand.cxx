// SPDX-License-Identifier: Apache-2.0
#include "voxEnsembleCommand.h"

#include "voxEnsembleStep.h"
#include "voxError.h"
#include "voxOutputPath.h"
#include "voxRunManifest.h"

namespace vox
{
namespace
{

/** The files of each folder; all hold the same cases. */
std::vector<LabelFiles>
Members(const EnsembleCommand & command)
{
  std::vector<LabelFiles> members;
  for (const std::string & folder : command.inputs)
  {
    RequireExists(folder);
    members.push_back(ListLabelFiles(folder));
    const auto sameName = [](const auto & a, const auto & b) { return a.first == b.first; };
    const LabelFiles & first = members.front();
    const LabelFiles & last = members.back();
    if (last.empty() || !std::equal(first.begin(), first.end(), last.begin(), last.end(), sameName))
    {
      Fail(ErrorKind::BadInput, "{}: found {} cases, expected the {} of {} under the same names", folder, last.size(),
           first.size(), command.inputs.front());
    }
  }
  return members;
}

} // namespace

void
Run(const EnsembleCommand & command, Session & session)
{
  const DatasetDescription description = ParseDatasetDescription(ReadJson(command.dataset), command.dataset);
  const std::vector<LabelFiles> members = Members(command);
  const std::filesystem::path output = command.output;
  PrepareFolder(output);
  WriteJson(ManifestPath("ensemble", output), RunManifest("ensemble", {{"inputs", command.inputs}}));
  Json written = Json::array();
  for (const auto & [name, file] :
       EnsembleCases(members, description, output, command.saveProbabilities, session.context))
  {
    session.terminal.Print(file.string());
    written.push_back(file.string());
  }
  session.terminal.Result({{"cases", written}});
}

} // namespace vox
