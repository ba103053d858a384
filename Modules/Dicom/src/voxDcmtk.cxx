// SPDX-License-Identifier: Apache-2.0
#include "voxDcmtk.h"

#include "voxError.h"

#include <mutex>

namespace vox
{

void
PrepareDcmtk()
{
  static std::once_flag prepared;
  std::call_once(prepared, [] {
    OFLog::getLogger("dcmtk").setLogLevel(OFLogger::OFF_LOG_LEVEL);
    dcmEnableUnknownVRConversion.set(OFTrue);
  });
  if (!dcmDataDict.isDictionaryLoaded())
  {
    Fail(ErrorKind::Resource, "the dictionary of DICOM tags is missing; let DCMDICTPATH name the dicom.dic of DCMTK");
  }
}

} // namespace vox
