// SPDX-License-Identifier: Apache-2.0
#include "voxDcmtk.h"
#include "voxDicomFolder.h"
#include "voxError.h"
#include "voxPersonalTagTable.h"

#include <algorithm>
#include <iterator>
#include <map>
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

void
LoadHeader(DcmFileFormat & file, const std::filesystem::path & path)
{
  if (!IsDicomFile(path))
  {
    Fail(ErrorKind::BadInput, "{}: not DICOM, expected a DICOM file", path.string());
  }
  const OFCondition status =
      file.loadFileUntilTag(path.c_str(), EXS_Unknown, EGL_noChange, kBytesRead, ERM_autoDetect, DCM_PixelData);
  if (status.bad())
  {
    Fail(ErrorKind::BadInput, "{}: cut off or damaged ({}); copy it again from its source", path.string(),
         status.text());
  }
}

/** True for a UID, or several, of which one is of an instance, series, study and the like. */
bool
LeadsToAnInstance(DcmElement & element)
{
  OFString uid;
  for (unsigned long i = 0; element.getOFString(uid, i).good(); ++i)
  {
    if (!uid.empty() && !std::string_view(uid.c_str(), uid.size()).starts_with("1.2.840.10008."))
    {
      return true;
    }
  }
  return false;
}

} // namespace

std::vector<std::string>
PersonalTags(const std::filesystem::path & path)
{
  PrepareDcmtk();
  DcmFileFormat file;
  LoadHeader(file, path);
  const auto found = TagsWithValue(*file.getDataset());
  std::vector<std::string> names;
  for (const PersonalTag & tag : PersonalTagTable())
  {
    if (found.contains({tag.group, tag.element}))
    {
      names.push_back(fmt::format("{} ({:04x},{:04x})", tag.keyword, tag.group, tag.element));
    }
  }
  OFString burned;
  if (file.getDataset()->findAndGetOFString(DCM_BurnedInAnnotation, burned).good() && burned == "YES")
  {
    names.emplace_back("text burned into the pixels (BurnedInAnnotation (0028,0301) is YES)");
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

std::vector<std::string>
LookupUids(const std::filesystem::path & path)
{
  PrepareDcmtk();
  DcmFileFormat file;
  LoadHeader(file, path);
  std::map<std::pair<Uint16, Uint16>, std::string> found;
  DcmStack stack;
  while (file.getDataset()->nextObject(stack, OFTrue).good())
  {
    auto * element = dynamic_cast<DcmElement *>(stack.top());
    if (element != nullptr && element->ident() == EVR_UI && element->getGTag() % 2 == 0 && LeadsToAnInstance(*element))
    {
      DcmTag tag(element->getTag());
      found.emplace(std::pair(tag.getGTag(), tag.getETag()),
                    fmt::format("{} ({:04x},{:04x})", tag.getTagName(), tag.getGTag(), tag.getETag()));
    }
  }
  std::vector<std::string> names;
  std::ranges::transform(found, std::back_inserter(names), [](const auto & entry) { return entry.second; });
  return names;
}

} // namespace vox
