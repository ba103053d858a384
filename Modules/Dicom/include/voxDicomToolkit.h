// SPDX-License-Identifier: Apache-2.0
#ifndef voxDicomToolkit_h
#define voxDicomToolkit_h

#include <string>
#include <vector>

namespace vox
{

/** What reads and writes DICOM here. */
struct DicomToolkit
{
  std::string dcmtkVersion;
  std::string gdcmVersion;
  int dictionaryEntries; ///< tags that the loaded dictionary names
  /** Where DCMTK looks for it by itself, unless the variable DCMDICTPATH says otherwise. */
  std::vector<std::string> usualDictionaries;
};

/** Loads the dictionary and looks a tag up. Throws Error(Resource) where it is missing or does not know the tag. */
[[nodiscard]] DicomToolkit DescribeDicomToolkit();

} // namespace vox

#endif
