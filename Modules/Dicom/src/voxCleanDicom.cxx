// SPDX-License-Identifier: Apache-2.0
#include "voxCleanDicom.h"

#include "voxDcmtk.h"
#include "voxDicomKind.h"
#include "voxError.h"

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcrledrg.h>

#include <mutex>
#include <vector>

namespace vox
{
namespace
{

void
Check(const OFCondition & condition, const std::filesystem::path & file)
{
  if (condition.bad())
  {
    Fail(ErrorKind::BadInput, "{}: the file is cut off or damaged ({}); get it again", file.string(), condition.text());
  }
}

/** GDCM 3.0 takes an object of a class that is younger than itself for no image. */
void
NameKnownClass(DcmFileFormat & file)
{
  OFString uid;
  file.getDataset()->findAndGetOFString(DCM_SOPClassUID, uid);
  if (kLabelMapSegmentationClass == std::string_view(uid.c_str(), uid.size()))
  {
    const std::string known(kSegmentationClass);
    file.getDataset()->putAndInsertString(DCM_SOPClassUID, known.c_str());
    file.getMetaInfo()->putAndInsertString(DCM_MediaStorageSOPClassUID, known.c_str());
  }
}

} // namespace

std::string
CleanDicom(const std::filesystem::path & path)
{
  PrepareDcmtk();
  static std::once_flag registered;
  std::call_once(registered, [] { DcmRLEDecoderRegistration::registerCodecs(); });
  DcmFileFormat file;
  Check(file.loadFile(path.c_str()), path);
  DcmDataset & dataset = *file.getDataset();
  const DcmXfer original(dataset.getOriginalXfer());
  const bool compressed = original.isEncapsulated() && original.getXfer() != EXS_RLELossless;
  const E_TransferSyntax syntax = compressed ? original.getXfer() : EXS_LittleEndianExplicit;
  Check(dataset.chooseRepresentation(syntax, nullptr), path);
  NameKnownClass(file);
  std::string bytes;
  std::vector<char> chunk(std::size_t{1} << 20U);
  DcmOutputBufferStream stream(chunk.data(), static_cast<offile_off_t>(chunk.size()));
  OFCondition status = EC_Normal;
  file.transferInit();
  do
  {
    status = file.write(stream, syntax, EET_UndefinedLength, nullptr, EGL_withoutGL);
    void * part = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(part, length);
    bytes.append(static_cast<const char *>(part), static_cast<std::size_t>(length));
  } while (status == EC_StreamNotifyClient);
  file.transferEnd();
  Check(status, path);
  return bytes;
}

} // namespace vox
