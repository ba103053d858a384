// SPDX-License-Identifier: Apache-2.0
#include "voxCleanDicom.h"

#include "voxDcmtk.h"
#include "voxDecodePixels.h"
#include "voxDicomElements.h"
#include "voxDicomItem.h"
#include "voxDicomKind.h"
#include "voxError.h"
#include "voxJpeg2000Size.h"

#include <dcmtk/dcmdata/dcbytstr.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
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

/** GDCM 3.0 takes an object of a class that is younger than itself for no image. The palette of a label map colors its
 * labels, which are the values. */
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
    file.getDataset()->putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
  }
}

/** Overlays, curves, icons, tables of colors, and the code of formats before DICOM: GDCM ends the process by an
 * assertion at damaged ones, and nothing here reads them. Refuses an image that is nothing without its table. */
void
RemoveWhatIsNotRead(DcmDataset & dataset, const std::filesystem::path & file)
{
  OFString photometric;
  DcmElement * element = nullptr;
  if (dataset.findAndGetElement(DCM_PhotometricInterpretation, element).good() &&
      (dynamic_cast<DcmByteString *>(element) == nullptr || element->getOFStringArray(photometric).bad()))
  {
    Fail(ErrorKind::BadInput,
         "{}: photometric interpretation (0028,0004): found bytes of another type, expected text; the file is damaged",
         file.string()); // GDCM would read them as text
  }
  if (photometric.find("PALETTE") != OFString_npos)
  {
    Fail(ErrorKind::BadInput,
         "{}: photometric interpretation (0028,0004): found PALETTE COLOR, expected grey values or RGB; pixels are "
         "indices of colors",
         file.string());
  }
  for (unsigned long i = dataset.card(); i-- > 0;)
  {
    const DcmTag tag = dataset.getElement(i)->getTag();
    const bool isTable = tag.getGroup() == 0x0028 && tag.getElement() >= 0x1100 && tag.getElement() < 0x1400;
    const bool isOverlayOrCurve = (tag.getGroup() & 0xff00U) == 0x6000 || (tag.getGroup() & 0xff00U) == 0x5000;
    if (isTable || isOverlayOrCurve || tag == DCM_IconImageSequence || tag == DCM_RETIRED_RecognitionCode)
    {
      delete dataset.remove(i);
    }
  }
}

/** What GDCM takes for one number of the dictionary's type, by an assertion, is made just that. */
void
RestateNumbers(DcmDataset & dataset, const std::filesystem::path & file)
{
  for (const DcmTagKey & tag : {DCM_SamplesPerPixel, DCM_PlanarConfiguration, DCM_NumberOfFrames, DCM_Rows, DCM_Columns,
                                DCM_BitsAllocated, DCM_BitsStored, DCM_HighBit, DCM_PixelRepresentation})
  {
    DcmElement * element = nullptr;
    if (dataset.findAndGetElement(tag, element).bad())
    {
      continue;
    }
    if (element->getLength() == 0) // as good as missing
    {
      delete dataset.remove(element);
      continue;
    }
    const int most = tag == DCM_NumberOfFrames ? std::numeric_limits<int>::max() : 65535;
    const int value = Integer(dataset, tag, -1);
    if (element->getVM() != 1 || value < 0 || value > most)
    {
      Fail(ErrorKind::BadInput, "{}: {}: found '{}', expected one number from 0 to {}; the file is damaged",
           file.string(), dcm::NameOf(tag), Text(dataset, tag), most);
    }
    Check(tag == DCM_NumberOfFrames ? dataset.putAndInsertString(tag, std::to_string(value).c_str())
                                    : dataset.putAndInsertUint16(tag, static_cast<Uint16>(value)),
          file);
  }
}

/** How a pixel is stored, as GDCM has it that meets anything else with an assertion. */
void
RequireKnownPixels(DcmDataset & dataset, const std::filesystem::path & file)
{
  const auto require = [&](const DcmTagKey & tag, std::initializer_list<int> known) {
    const int found = Integer(dataset, tag, *known.begin());
    if (std::ranges::find(known, found) == known.end())
    {
      Fail(ErrorKind::BadInput, "{}: {}: found {}, expected {}; convert it with gdcmconv --raw", file.string(),
           dcm::NameOf(tag), found, fmt::join(known, " or "));
    }
    return found;
  };
  const bool isColor = require(DCM_SamplesPerPixel, {1, 3}) == 3;
  require(DCM_PixelRepresentation, {0, 1});
  require(DCM_PlanarConfiguration, {0, 1});
  const int bits = require(DCM_BitsAllocated, {16, 1, 8, 12, 32, 64});
  if (const int stored = Integer(dataset, DCM_BitsStored, bits); stored < 1 || stored > bits)
  {
    Fail(ErrorKind::BadInput, "{}: {}: found {}, expected 1 to the {} bits allocated", file.string(),
         dcm::NameOf(DCM_BitsStored), stored, bits);
  }
  constexpr std::array colors{"", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"};
  if (const std::string color = Text(dataset, DCM_PhotometricInterpretation);
      isColor && std::ranges::find(colors, color) == colors.end())
  {
    Fail(ErrorKind::BadInput,
         "{}: {}: found {}, expected RGB, YBR_FULL or YBR_FULL_422; convert it with gdcmconv --raw", file.string(),
         dcm::NameOf(DCM_PhotometricInterpretation), color);
  }
}

/** GDCM looks for marker segments of JPEG 2000 beyond the end of a stream that breaks off, and takes for granted that
 * there is a stream. */
void
RequireWholeStreams(DcmDataset & dataset, E_TransferSyntax syntax, const std::filesystem::path & file)
{
  DcmElement * element = nullptr;
  DcmPixelSequence * fragments = nullptr;
  auto * pixels =
      dataset.findAndGetElement(DCM_PixelData, element).good() ? dynamic_cast<DcmPixelData *>(element) : nullptr;
  if (pixels == nullptr || pixels->getEncapsulatedRepresentation(syntax, nullptr, fragments).bad())
  {
    return;
  }
  if (fragments->card() < 2)
  {
    Fail(ErrorKind::BadInput, "{}: pixel data (7FE0,0010): found no compressed frame, expected {}; the file is cut off",
         file.string(), std::max(Integer(dataset, DCM_NumberOfFrames, 1), 1));
  }
  for (unsigned long i = 1; i < fragments->card(); ++i) // the first is the table of offsets
  {
    DcmPixelItem * item = nullptr;
    Uint8 * bytes = nullptr;
    if (fragments->getItem(item, i).bad() || item->getUint8Array(bytes).bad() || bytes == nullptr)
    {
      continue;
    }
    if (!HasWholeJpeg2000Header({reinterpret_cast<const char *>(bytes), item->getLength()}))
    {
      Fail(ErrorKind::BadInput,
           "{}: pixel data (7FE0,0010): found a JPEG 2000 stream without data, expected its header to "
           "end with some; the file is cut off or damaged",
           file.string());
    }
  }
}

} // namespace

std::string
CleanDicom(const std::filesystem::path & path)
{
  PrepareDcmtk();
  DcmFileFormat file;
  Check(file.loadFile(path.c_str()), path);
  DcmDataset & dataset = *file.getDataset();
  NameKnownClass(file);
  RemoveWhatIsNotRead(dataset, path);
  RestateNumbers(dataset, path);
  RequireKnownPixels(dataset, path);
  RequireWholeStreams(dataset, dataset.getOriginalXfer(), path);
  const E_TransferSyntax syntax = DecodePixels(dataset, path);
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
