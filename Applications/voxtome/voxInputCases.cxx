// SPDX-License-Identifier: Apache-2.0
#include "voxInputCases.h"

#include "voxError.h"
#include "voxReadVolume.h"

#include <filesystem>

namespace vox
{
namespace
{

bool
IsFolderOfCases(const std::vector<std::string> & inputs)
{
  return inputs.size() == 1 && std::filesystem::is_directory(inputs.front());
}

} // namespace

std::vector<CaseFiles>
InputCases(const std::vector<std::string> & inputs)
{
  for (const std::string & input : inputs)
  {
    if (!std::filesystem::exists(input))
    {
      Fail(ErrorKind::BadInput, "{}: no such file or folder; check the path after -i", input);
    }
    if (std::filesystem::is_directory(input) && inputs.size() > 1)
    {
      Fail(ErrorKind::Usage, "{}: a folder among several inputs; give one folder, or the channel files of one case",
           input);
    }
  }
  if (IsFolderOfCases(inputs))
  {
    std::vector<CaseFiles> cases = ListCases(inputs.front());
    if (cases.empty())
    {
      Fail(ErrorKind::BadInput, "{}: no images found, expected files such as case_0000.nii.gz", inputs.front());
    }
    return cases;
  }
  CaseFiles files;
  files.name = ImageStem(inputs.front());
  files.channels.assign(inputs.begin(), inputs.end());
  return {files};
}

bool
IsOutputFile(const std::string & output, const std::string & format, const std::vector<std::string> & inputs)
{
  const bool toFile = HasImageEnding(output);
  if (toFile && IsFolderOfCases(inputs))
  {
    Fail(ErrorKind::Usage, "{}: found a file name, expected a folder for the cases of {}", output, inputs.front());
  }
  if (toFile && !format.empty())
  {
    Fail(ErrorKind::Usage, "--format: {} has an ending already; leave --format out or name a folder", output);
  }
  if (!format.empty() && !HasImageEnding("case" + format))
  {
    Fail(ErrorKind::Usage, "--format: '{}' is not an ending of a known image format; try .nii.gz", format);
  }
  return toFile;
}

} // namespace vox
