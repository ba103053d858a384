// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetFolder.h"
#include "voxDatasetLayouts.h"

#include "voxError.h"
#include "voxReadVolume.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

namespace vox
{
namespace
{

struct ChannelName
{
  std::string caseName;
  int channel = 0;
};

/** "liver_3_0001" is channel 1 of case "liver_3". */
std::optional<ChannelName>
ParseChannelName(const std::string & stem)
{
  constexpr std::size_t suffix = 5;
  if (stem.size() <= suffix || stem[stem.size() - suffix] != '_' ||
      !std::all_of(stem.end() - 4, stem.end(), [](unsigned char c) { return std::isdigit(c) != 0; }))
  {
    return std::nullopt;
  }
  return ChannelName{stem.substr(0, stem.size() - suffix), std::stoi(stem.substr(stem.size() - 4))};
}

/** A case that lacks a channel in between cannot be segmented. */
void
RequireChannels(const CaseFiles & files)
{
  for (const std::filesystem::path & channel : files.channels)
  {
    if (!std::filesystem::exists(channel))
    {
      Fail(ErrorKind::BadInput, "{}: missing, but a later channel of the case '{}' is there; expected all channels",
           channel.string(), files.name);
    }
  }
}

} // namespace

std::vector<std::filesystem::path>
ListImageFiles(const std::filesystem::path & folder)
{
  std::vector<std::filesystem::path> files;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    const bool hidden = entry.path().filename().string().starts_with('.');
    if (!hidden && HasImageEnding(entry.path()) && !entry.is_directory())
    {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<CaseFiles>
GroupChannels(const std::vector<std::filesystem::path> & files)
{
  std::map<std::string, std::map<int, std::filesystem::path>> groups;
  for (const std::filesystem::path & file : files)
  {
    if (const auto name = ParseChannelName(ImageStem(file)))
    {
      groups[name->caseName].emplace(name->channel, file);
    }
  }

  std::vector<CaseFiles> cases;
  for (const std::filesystem::path & file : files)
  {
    const auto name = ParseChannelName(ImageStem(file));
    const bool isChannel = name && groups.at(name->caseName).contains(0);
    if (!isChannel)
    {
      cases.push_back({ImageStem(file), {file}, std::nullopt});
    }
    else if (name->channel == 0)
    {
      const auto & channels = groups.at(name->caseName);
      const std::string ending = file.filename().string().substr(ImageStem(file).size());
      CaseFiles & group = cases.emplace_back(CaseFiles{name->caseName, {}, std::nullopt});
      for (int channel = 0; channel <= channels.rbegin()->first; ++channel)
      {
        const auto found = channels.find(channel);
        group.channels.push_back(found != channels.end()
                                     ? found->second
                                     : file.parent_path() / fmt::format("{}_{:04}{}", name->caseName, channel, ending));
      }
    }
  }
  return cases;
}

std::vector<CaseFiles>
ListCases(const std::filesystem::path & fileOrFolder)
{
  if (!std::filesystem::exists(fileOrFolder))
  {
    Fail(ErrorKind::BadInput, "{}: no such file or folder; check the path", fileOrFolder.string());
  }
  const bool isFolder = std::filesystem::is_directory(fileOrFolder);
  std::vector<CaseFiles> cases =
      GroupChannels(isFolder ? ListImageFiles(fileOrFolder) : std::vector<std::filesystem::path>{fileOrFolder});
  if (cases.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no image files, expected for instance .nii.gz, .nrrd, .mha or .png",
         fileOrFolder.string());
  }
  std::for_each(cases.begin(), cases.end(), RequireChannels);
  std::sort(cases.begin(), cases.end(), [](const auto & a, const auto & b) { return a.name < b.name; });
  for (std::size_t i = 1; i < cases.size(); ++i)
  {
    if (cases[i].name == cases[i - 1].name)
    {
      Fail(ErrorKind::BadInput, "{} and {}: both would be the case '{}'; rename or remove one",
           cases[i - 1].channels.front().string(), cases[i].channels.front().string(), cases[i].name);
    }
  }
  return cases;
}

} // namespace vox
