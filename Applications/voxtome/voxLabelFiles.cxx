// SPDX-License-Identifier: Apache-2.0
#include "voxLabelFiles.h"

#include "voxError.h"
#include "voxReadVolume.h"

namespace vox
{

LabelFiles
ListLabelFiles(const std::filesystem::path & folder)
{
  LabelFiles files;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    const std::filesystem::path & path = entry.path();
    if (!entry.is_regular_file() || !HasImageEnding(path) || path.filename().string().starts_with('.'))
    {
      continue;
    }
    const auto [known, isNew] = files.emplace(ImageStem(path), path);
    if (!isNew)
    {
      Fail(ErrorKind::BadInput, "{}: {} is the same case; keep one of them", path.string(), known->second.string());
    }
  }
  return files;
}

std::vector<std::string>
NamesMissingIn(const LabelFiles & files, const LabelFiles & others)
{
  std::vector<std::string> missing;
  for (const auto & [name, path] : files)
  {
    if (!others.contains(name))
    {
      missing.push_back(path.filename().string());
    }
  }
  return missing;
}

void
RequireExists(const std::filesystem::path & path)
{
  if (!std::filesystem::exists(path))
  {
    Fail(ErrorKind::BadInput, "{}: no such file or folder; check the path", path.string());
  }
}

} // namespace vox
