// SPDX-License-Identifier: Apache-2.0
#include "voxDicomToolkit.h"

#include "voxDcmtk.h"
#include "voxError.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdict.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <gdcmVersion.h>

#include <sstream>

namespace vox
{

DicomToolkit
DescribeDicomToolkit()
{
  PrepareDcmtk();
  const DcmDataDictionary & dictionary = dcmDataDict.rdlock();
  const DcmDictEntry * name = dictionary.findEntry(DcmTagKey(0x0010, 0x0010), nullptr);
  const bool isRight = name != nullptr && std::string(name->getTagName()) == "PatientName";
  const int entries = dictionary.numberOfEntries();
  dcmDataDict.rdunlock();
  if (!isRight)
  {
    Fail(ErrorKind::Resource,
         "dictionary of DICOM tags: found {} entries without (0010,0010) PatientName, expected that of DCMTK {}",
         entries, OFFIS_DCMTK_VERSION_STRING);
  }
  DicomToolkit toolkit{OFFIS_DCMTK_VERSION_STRING, gdcm::Version::GetVersion(), entries, {}};
  std::istringstream paths(DCM_DICT_DEFAULT_PATH);
  for (std::string path; std::getline(paths, path, ENVIRONMENT_PATH_SEPARATOR);)
  {
    toolkit.usualDictionaries.push_back(path);
  }
  return toolkit;
}

} // namespace vox
