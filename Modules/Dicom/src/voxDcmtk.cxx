// SPDX-License-Identifier: Apache-2.0
#include "voxDcmtk.h"

#include "voxError.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <mutex>
#include <vector>

namespace vox
{
namespace
{

/** Where an installed file of Voxtome, in bin/, lib/ or lib/voxtome/, has the dictionary. */
std::vector<std::filesystem::path>
InstalledDictionaries()
{
  std::vector<std::filesystem::path> files;
  std::error_code error;
  Dl_info info{};
  // The program's own file is named as it was called: as "voxtome", perhaps. Libraries have their paths.
  if (::dladdr(reinterpret_cast<const void *>(&PrepareDcmtk), &info) != 0 && info.dli_fname != nullptr &&
      info.dli_fname[0] == '/')
  {
    files.push_back(std::filesystem::canonical(info.dli_fname, error));
  }
  files.push_back(std::filesystem::read_symlink("/proc/self/exe", error));
  std::vector<std::filesystem::path> dictionaries;
  for (const std::filesystem::path & file : files)
  {
    const std::filesystem::path above = file.parent_path().parent_path();
    for (const std::filesystem::path & prefix : {above, above.parent_path()})
    {
      dictionaries.push_back(prefix / "share" / "voxtome" / "dicom.dic");
    }
  }
  return dictionaries;
}

/** Of the first that is there; DCMTK itself looks at DCMDICTPATH and at the folder that it was built for. */
void
LoadInstalledDictionary()
{
  for (const std::filesystem::path & file : InstalledDictionaries())
  {
    std::error_code error;
    if (std::filesystem::is_regular_file(file, error))
    {
      dcmDataDict.wrlock().loadDictionary(file.c_str());
      dcmDataDict.wrunlock();
      return;
    }
  }
}

} // namespace

void
PrepareDcmtk()
{
  static std::once_flag prepared;
  std::call_once(prepared, [] {
    OFLog::getLogger("dcmtk").setLogLevel(OFLogger::OFF_LOG_LEVEL);
    dcmEnableUnknownVRConversion.set(OFTrue);
    if (!dcmDataDict.isDictionaryLoaded() && std::getenv("DCMDICTPATH") == nullptr)
    {
      LoadInstalledDictionary();
    }
  });
  if (!dcmDataDict.isDictionaryLoaded())
  {
    const char * const named = std::getenv("DCMDICTPATH");
    Fail(ErrorKind::Resource, "dictionary of DICOM tags: found none in {}, expected the dicom.dic of DCMTK; {}",
         named != nullptr ? named : "share/voxtome beside the program",
         named != nullptr ? "correct DCMDICTPATH, or unset it" : "install it, or let DCMDICTPATH name it");
  }
}

} // namespace vox
