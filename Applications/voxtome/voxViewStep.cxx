// SPDX-License-Identifier: Apache-2.0
#include "voxCaseLabels.h"
#include "voxConvertLabels.h"
#include "voxDicomSegmentation.h"
#include "voxDisplay.h"
#include "voxError.h"
#include "voxFileNotes.h"
#include "voxFirstNames.h"
#include "voxInputCases.h"
#include "voxLabelFiles.h"
#include "voxSameStructure.h"
#include "voxViewCommand.h"
#include "voxWriteVolume.h"

#include <algorithm>

namespace vox
{
namespace
{

namespace fs = std::filesystem;

/** The file of a case: the one that was given, or that of its name in the folder; empty where there is none. */
fs::path
FileOf(const std::string & fileOrFolder, const std::string & name)
{
  if (fileOrFolder.empty() || !fs::is_directory(fileOrFolder))
  {
    return fileOrFolder;
  }
  const LabelFiles files = ListLabelFiles(fileOrFolder);
  if (files.empty())
  {
    return fileOrFolder; // DICOM, whose files have any name
  }
  const auto found = files.find(name);
  return found == files.end() ? fs::path() : found->second;
}

/** Labels on the grid of the image; without layers where the case has none. */
Segmentation
ReadShown(const std::string & fileOrFolder, std::string_view what, const CaseFiles & files, const CaseImage & image,
          const ViewCommand & command, std::vector<std::string> & notes, const RunContext & context)
{
  const fs::path file = FileOf(fileOrFolder, files.name);
  if (file.empty())
  {
    if (!fileOrFolder.empty())
    {
      notes.push_back(fmt::format("no {} of this case", what));
    }
    return {};
  }
  Segmentation read = Renamed(ReadNamedLabels(file, image, context), {command.names, ""}, file.string(), context);
  const ImageGeometry & grid = image.image.geometry;
  if (CornerDistanceVoxels(read.layers.front().geometry, grid) > 1e-3)
  {
    notes.push_back(fmt::format("{} on another grid: nearest voxels", what));
    read = OnGrid(read, grid);
  }
  if (read.layers.size() > 1)
  {
    notes.push_back(fmt::format("{} overlap: later ones cover earlier ones", what));
  }
  return read;
}

ViewerCase
Load(const CaseFiles & files, const ViewCommand & command, const RunContext & context)
{
  CaseFiles first = files;
  first.channels.resize(1);
  const CaseImage read = ReadCase(first, {{}, {command.series}, command.volume}, context);
  WarnOfNotes(first.channels.front(), context);
  LogNotes(read.notes, context);
  ViewerCase shown{files.name, read.image, {}, {}, {}};
  shown.labels = ReadShown(command.labels, "labels", files, read, command, shown.notes, context);
  shown.reference = ReadShown(command.reference, "reference", files, read, command, shown.notes, context);
  ShareNames(shown.labels, shown.reference);
  return shown;
}

std::vector<CaseFiles>
ListShown(const ViewCommand & command)
{
  for (const std::string & path : {command.labels, command.reference})
  {
    if (!path.empty())
    {
      RequireExists(path);
    }
  }
  std::vector<CaseFiles> cases = InputCases({command.image}, ".", false);
  for (CaseFiles & files : cases)
  {
    if (files.name.empty())
    {
      files.name = files.channels.front().filename().string();
    }
  }
  const bool areMany = fs::is_directory(command.labels) && fs::is_directory(command.image);
  if (cases.size() > 1 && !command.labels.empty() && !areMany)
  {
    Fail(ErrorKind::Usage, "{}: found one file of labels for {} cases, expected a folder with a file for each",
         command.labels, cases.size());
  }
  return cases;
}

std::size_t
FirstShown(const std::vector<CaseFiles> & cases, const std::string & name)
{
  const auto found = name.empty() ? cases.begin() : std::ranges::find(cases, name, &CaseFiles::name);
  if (found == cases.end())
  {
    std::vector<std::string> names;
    std::ranges::transform(cases, std::back_inserter(names), &CaseFiles::name);
    Fail(ErrorKind::BadInput, "view: found no case '{}', expected one of {}", name, FirstNames(names));
  }
  return static_cast<std::size_t>(found - cases.begin());
}

/** Writes a picture of the window into the working folder, over no other file. */
std::string
SaveScreenshot(const at::Tensor & picture, const std::string & caseName)
{
  fs::path file;
  for (int number = 1; file.empty() || fs::exists(file); ++number)
  {
    file = fmt::format("voxtome-{}-{}.png", fs::path(caseName).filename().string(), number);
  }
  WritePicture(file, picture);
  return file.string() + " written";
}

} // namespace

void
Run(const ViewCommand & command, Session & session)
{
  Validate(command.options);
  const std::vector<CaseFiles> cases = ListShown(command);
  const std::size_t first = FirstShown(cases, command.caseName);
  const bool isPicture = !command.screenshot.empty();
  const Display display(isPicture ? DisplayUse::OffScreen : DisplayUse::OnScreen);
  const auto load = [&](std::size_t index) { return Load(cases[index], command, session.context); };
  if (!isPicture)
  {
    ShowViewer({cases.size(), first, load, &SaveScreenshot}, command.options, session.context);
    return;
  }
  const at::Tensor picture = DrawViewer(load(first), command.options, session.context);
  WritePicture(command.screenshot, picture);
  session.terminal.Print(fmt::format("{}: {} x {} pixels", command.screenshot, picture.size(3), picture.size(2)));
  session.terminal.Result(
      {{"picture", command.screenshot}, {"width_pixels", picture.size(3)}, {"height_pixels", picture.size(2)}});
}

} // namespace vox
