// SPDX-License-Identifier: Apache-2.0
#include "voxInputCases.h"

#include "voxDicomFolder.h"
#include "voxError.h"
#include "voxLabelOutput.h"
#include "voxReadVolume.h"

#include <algorithm>
#include <filesystem>

namespace vox
{
namespace
{

/** True if images are what the folder itself holds. Pictures beside DICOM files are not what anybody means; volumes
 * beside them are refused, since either could be meant. */
bool
HoldsImages(const std::filesystem::path & folder)
{
  std::filesystem::path volume;
  std::filesystem::path dicom;
  bool hasPictures = false;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    if (!entry.is_regular_file())
    {
      continue;
    }
    const std::filesystem::path & file = entry.path();
    if (HasPictureEnding(file))
    {
      hasPictures = true;
    }
    else if (HasImageEnding(file))
    {
      volume = file;
    }
    else if (dicom.empty() && IsDicomFile(file))
    {
      dicom = file;
    }
  }
  if (!volume.empty() && !dicom.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found both images ({}) and DICOM ({}), expected one of them; move the others away",
         folder.string(), volume.filename().string(), dicom.filename().string());
  }
  return !volume.empty() || (hasPictures && dicom.empty());
}

/** The folders in a folder that hold DICOM, by name; none where DICOM files lie in the folder itself. */
std::vector<std::filesystem::path>
DicomFoldersIn(const std::filesystem::path & folder)
{
  std::vector<std::filesystem::path> folders;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    if (entry.is_regular_file() && IsDicomFile(entry.path()))
    {
      return {};
    }
    if (entry.is_directory() && HoldsDicom(entry.path()))
    {
      folders.push_back(entry.path());
    }
  }
  std::ranges::sort(folders);
  return folders;
}

/** The name of a folder, also where its path ends in a separator, or of a file without its ending. */
std::string
NameOf(const std::filesystem::path & path)
{
  const std::filesystem::path plain = path.has_filename() ? path : path.parent_path();
  return HasImageEnding(plain) ? ImageStem(plain) : plain.stem().string();
}

/** Throws unless the path is an image file, DICOM, or, where it is `alone`, a folder of images. */
void
RequireReadable(const std::filesystem::path & input, bool alone)
{
  if (!std::filesystem::exists(input))
  {
    Fail(ErrorKind::BadInput, "{}: no such file or folder; check the path after -i", input.string());
  }
  const bool folder = std::filesystem::is_directory(input);
  if (HasImageEnding(input) || (folder && alone && HoldsImages(input)) || HoldsDicom(input))
  {
    return;
  }
  if (folder && !alone)
  {
    Fail(ErrorKind::Usage, "{}: a folder among several inputs; give one folder, or the channel files of one case",
         input.string());
  }
  Fail(ErrorKind::BadInput, "{}: no images found, expected {}", input.string(),
       folder ? "files such as case_0000.nii.gz, or DICOM" : "an image such as .nii.gz, a DICOM file or a zip of them");
}

/** The cases of a folder; none where all of it is one. */
std::vector<CaseFiles>
CasesIn(const std::filesystem::path & folder, bool toFile)
{
  if (HoldsImages(folder))
  {
    return ListCases(folder);
  }
  std::vector<CaseFiles> cases;
  if (toFile)
  {
    return cases;
  }
  const std::vector<std::filesystem::path> folders = DicomFoldersIn(folder);
  for (const std::filesystem::path & one : folders.size() > 1 ? folders : std::vector<std::filesystem::path>())
  {
    cases.push_back({NameOf(one), {one}, std::nullopt});
  }
  return cases;
}

} // namespace

std::vector<CaseFiles>
InputCases(const std::vector<std::string> & inputs, const std::string & output, bool toFile)
{
  for (const std::string & input : inputs)
  {
    RequireReadable(input, inputs.size() == 1);
  }
  if (inputs.size() == 1 && std::filesystem::is_directory(inputs.front()))
  {
    const std::vector<CaseFiles> cases = CasesIn(inputs.front(), toFile);
    if (!cases.empty() && toFile)
    {
      Fail(ErrorKind::Usage, "{}: found a file name, expected a folder for the cases of {}", output, inputs.front());
    }
    if (!cases.empty())
    {
      return cases;
    }
  }
  CaseFiles files;
  files.name = NameOf(inputs.front());
  files.channels.assign(inputs.begin(), inputs.end());
  return {files};
}

bool
IsOutputFile(const std::string & output, const std::string & format)
{
  const bool toFile = HasLabelEnding(output);
  if (toFile && !format.empty())
  {
    Fail(ErrorKind::Usage, "--format: {} has an ending already; leave --format out or name a folder", output);
  }
  if (!format.empty() && !HasLabelEnding("case" + format))
  {
    Fail(ErrorKind::Usage, "--format: '{}' is not an ending of a known format; try .nii.gz", format);
  }
  return toFile;
}

} // namespace vox
