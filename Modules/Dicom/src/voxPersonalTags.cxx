// SPDX-License-Identifier: Apache-2.0
#include "voxDcmtk.h"
#include "voxDicomFolder.h"
#include "voxError.h"
#include "voxPersonalTagTable.h"

#include <algorithm>
#include <set>

namespace vox
{
namespace
{

/** Long values say that they are there by their length alone and stay in the file. */
constexpr Uint32 kBytesRead = 256;

/** True for anything but blanks. */
bool
HasValue(DcmElement & element)
{
  if (auto * sequence = dynamic_cast<DcmSequenceOfItems *>(&element))
  {
    return sequence->card() > 0;
  }
  if (element.getLength() > kBytesRead || !element.isaString())
  {
    return element.getLength() > 0;
  }
  OFString text;
  element.getOFStringArray(text);
  return text.find_first_not_of(std::string(" \0", 2).c_str(), 0, 2) != OFString_npos;
}

/** Tags with a value, those within sequences included. */
std::set<std::pair<Uint16, Uint16>>
TagsWithValue(DcmDataset & dataset)
{
  std::set<std::pair<Uint16, Uint16>> tags;
  DcmStack stack;
  while (dataset.nextObject(stack, OFTrue).good())
  {
    auto * element = dynamic_cast<DcmElement *>(stack.top());
    if (element != nullptr && HasValue(*element))
    {
      tags.emplace(element->getGTag(), element->getETag());
    }
  }
  return tags;
}

} // namespace

std::vector<std::string>
PersonalTags(const std::filesystem::path & path)
{
  if (!IsDicomFile(path))
  {
    Fail(ErrorKind::BadInput, "{}: not DICOM, expected a DICOM file", path.string());
  }
  PrepareDcmtk();
  DcmFileFormat file;
  const OFCondition status =
      file.loadFileUntilTag(path.c_str(), EXS_Unknown, EGL_noChange, kBytesRead, ERM_autoDetect, DCM_PixelData);
  if (status.bad())
  {
    Fail(ErrorKind::BadInput, "{}: cut off or damaged ({}); copy it again from its source", path.string(),
         status.text());
  }
  const auto found = TagsWithValue(*file.getDataset());
  std::vector<std::string> names;
  for (const PersonalTag & tag : PersonalTagTable())
  {
    if (found.contains({tag.group, tag.element}))
    {
      names.push_back(fmt::format("{} ({:04x},{:04x})", tag.keyword, tag.group, tag.element));
    }
  }
  std::set<Uint16> privateGroups;
  for (const auto & [group, element] : found)
  {
    constexpr Uint16 firstOfContent = 0x1000; // below: the names of the creators
    if (group % 2 == 1 && element >= firstOfContent)
    {
      privateGroups.insert(group);
    }
  }
  for (const Uint16 group : privateGroups)
  {
    names.push_back(fmt::format("private elements ({:04x},xxxx)", group));
  }
  return names;
}

} // namespace vox
