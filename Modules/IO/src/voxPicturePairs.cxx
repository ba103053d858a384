// SPDX-License-Identifier: Apache-2.0
#include "voxPictureDataset.h"

#include "voxError.h"
#include "voxReadVolume.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace vox
{
namespace
{

constexpr std::size_t kShown = 5;

/** "a, b, c and 4 more". */
std::string
FirstOf(const std::vector<std::string> & names)
{
  const std::size_t shown = std::min(names.size(), kShown);
  const std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<long>(shown), ", "));
  return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

std::string
Lower(std::string text)
{
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/** Image files of a folder by their lower-case name without ending. */
using Files = std::map<std::string, std::filesystem::path>;

void
RequireThere(const std::filesystem::path & path, const std::filesystem::path & root,
             const PictureDatasetOptions & options)
{
  if (!std::filesystem::exists(path))
  {
    Fail(ErrorKind::BadInput, "{}: not found; expected the data set {} unpacked in {}, which is to be had from {}",
         path.string(), options.name, root.string(), options.origin);
  }
}

Files
ListFiles(const std::filesystem::path & folder)
{
  Files files;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    const std::filesystem::path & path = entry.path();
    if (path.filename().string().starts_with('.') || !HasImageEnding(path)) // some archives hold copies as "._name.png"
    {
      continue;
    }
    if (const auto [known, isNew] = files.emplace(Lower(ImageStem(path)), path); !isNew)
    {
      Fail(ErrorKind::BadInput, "{}: found {} and {}, expected one file a name; take one away", folder.string(),
           std::min(known->second, path).filename().string(), std::max(known->second, path).filename().string());
    }
  }
  if (files.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no pictures, expected files such as name.jpg", folder.string());
  }
  return files;
}

std::vector<std::string>
ReadNames(const std::filesystem::path & list)
{
  std::ifstream file(list);
  std::vector<std::string> names;
  std::set<std::string> known;
  for (std::string line; std::getline(file, line);)
  {
    std::string name;
    std::istringstream(line) >> name;
    if (name.empty() || name.starts_with('#'))
    {
      continue;
    }
    if (!known.insert(name).second)
    {
      Fail(ErrorKind::BadInput, "{}: found {} twice, expected each name once; take one line away", list.string(), name);
    }
    names.push_back(name);
  }
  if (names.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found no names, expected one a line", list.string());
  }
  return names;
}

class Pairing
{
public:
  Pairing(const std::filesystem::path & root, const PictureDatasetOptions & options)
      : m_ImageFolder(root / options.images), m_MaskFolder(root / options.masks)
  {
    RequireThere(root, root, options);
    RequireThere(m_ImageFolder, root, options);
    RequireThere(m_MaskFolder, root, options);
    m_Images = ListFiles(m_ImageFolder);
    m_Masks = ListFiles(m_MaskFolder);
  }

  /** Every picture with its mask. */
  std::vector<PicturePair>
  All()
  {
    std::vector<std::string> names;
    for (const auto & [key, path] : m_Images)
    {
      names.push_back(ImageStem(path));
    }
    std::ranges::sort(names);
    std::vector<std::string> alone;
    for (const auto & [key, path] : m_Masks)
    {
      if (!m_Images.contains(key))
      {
        alone.push_back(path.filename().string());
      }
    }
    if (!alone.empty())
    {
      Fail(ErrorKind::BadInput,
           "{}: found no picture for {} of {} masks in {}: {}; add the pictures or take the masks away",
           m_ImageFolder.string(), alone.size(), m_Masks.size(), m_MaskFolder.string(), FirstOf(alone));
    }
    return Of(names, m_ImageFolder);
  }

  /** Those of these names, which come from `where`. */
  std::vector<PicturePair>
  Of(const std::vector<std::string> & names, const std::filesystem::path & where)
  {
    std::vector<PicturePair> pairs;
    std::vector<std::string> withoutImage;
    std::vector<std::string> withoutMask;
    for (const std::string & name : names)
    {
      const auto image = m_Images.find(Lower(name));
      const auto mask = m_Masks.find(Lower(name));
      if (image == m_Images.end())
      {
        withoutImage.push_back(name);
      }
      else if (mask == m_Masks.end())
      {
        withoutMask.push_back(name);
      }
      else
      {
        NoteCase(name, image->second);
        NoteCase(name, mask->second);
        pairs.push_back({name, image->second, mask->second});
      }
    }
    Require(withoutImage, names.size(), where, m_ImageFolder, "picture");
    Require(withoutMask, names.size(), where, m_MaskFolder, "mask");
    return pairs;
  }

  [[nodiscard]] std::vector<std::string>
  Notes() const
  {
    return m_OtherCase.empty() ? std::vector<std::string>()
                               : std::vector{fmt::format("{} files are taken for cases whose names differ in upper and "
                                                         "lower case: {}",
                                                         m_OtherCase.size(), FirstOf(m_OtherCase))};
  }

private:
  void
  NoteCase(const std::string & name, const std::filesystem::path & file)
  {
    if (ImageStem(file) != name)
    {
      m_OtherCase.push_back(fmt::format("{} for {}", file.filename().string(), name));
    }
  }

  static void
  Require(const std::vector<std::string> & missing, std::size_t count, const std::filesystem::path & where,
          const std::filesystem::path & folder, const char * what)
  {
    if (!missing.empty())
    {
      Fail(ErrorKind::BadInput, "{}: found no {} for {} of {} names of {}: {}; add the files or take the names away",
           folder.string(), what, missing.size(), count, where.string(), FirstOf(missing));
    }
  }

  std::filesystem::path m_ImageFolder;
  std::filesystem::path m_MaskFolder;
  Files m_Images;
  Files m_Masks;
  std::vector<std::string> m_OtherCase;
};

} // namespace

PicturePairs
ListPicturePairs(const std::filesystem::path & root, const PictureDatasetOptions & options)
{
  Pairing pairing(root, options);
  if (options.trainingList.empty() != options.testList.empty())
  {
    Fail(ErrorKind::Usage, "pictures: found only one of training_list and test_list, expected both or none");
  }
  if (options.trainingList.empty())
  {
    std::vector<PicturePair> all = pairing.All();
    return {std::move(all), {}, pairing.Notes()};
  }
  const std::filesystem::path trainingList = root / options.trainingList;
  const std::filesystem::path testList = root / options.testList;
  RequireThere(trainingList, root, options);
  RequireThere(testList, root, options);
  const std::vector<std::string> training = ReadNames(trainingList);
  const std::vector<std::string> test = ReadNames(testList);
  std::vector<std::string> both;
  const std::set<std::string> known(training.begin(), training.end());
  std::ranges::copy_if(test, std::back_inserter(both), [&](const std::string & name) { return known.contains(name); });
  if (!both.empty())
  {
    Fail(ErrorKind::BadInput, "{}: found {} names that stand in {} too: {}; a case is for training or for the test",
         testList.string(), both.size(), trainingList.string(), FirstOf(both));
  }
  std::vector<PicturePair> trainingPairs = pairing.Of(training, trainingList);
  std::vector<PicturePair> testPairs = pairing.Of(test, testList);
  return {std::move(trainingPairs), std::move(testPairs), pairing.Notes()};
}

} // namespace vox
