// SPDX-License-Identifier: Apache-2.0
#include "voxDecodePixels.h"

#include "voxCompressedFrames.h"
#include "voxDecodeJpegLs.h"
#include "voxDicomElements.h"
#include "voxDicomItem.h"
#include "voxError.h"
#include "voxPrintable.h"

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpeg/djutils.h>
#include <dcmtk/oflog/appender.h>
#include <dcmtk/oflog/spi/logevent.h>

#include <algorithm>
#include <mutex>
#include <string>

namespace vox
{
namespace
{

/** What the decoder of JPEG says of damaged data, which it fills up and otherwise takes for good. It has no other way
 * to tell than DCMTK's log. */
class DamageLog : public dcmtk::log4cplus::Appender
{
public:
  ~DamageLog() override { destructorImpl(); }
  void
  close() override
  {}

  /** The first since it was cleared, of this thread. */
  static std::string &
  First()
  {
    thread_local std::string first;
    return first;
  }

protected:
  void
  append(const dcmtk::log4cplus::spi::InternalLoggingEvent & event) override
  {
    const std::string message(event.getMessage().c_str());
    // Bytes left over before a marker, or an unknown version of JFIF, leave the pixels as they are.
    const bool damage = message.starts_with("Corrupt JPEG data") && message.find("extraneous") == std::string::npos;
    if (First().empty() && (damage || message.starts_with("Premature end")))
    {
      First() = message;
    }
  }
};

void
RegisterDecoders()
{
  static std::once_flag once;
  std::call_once(once, [] {
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs(EDC_photometricInterpretation, EUC_never, EPC_colorByPixel);
    DCM_dcmjpegLogger.setAdditivity(false);
    DCM_dcmjpegLogger.addAppender(dcmtk::log4cplus::SharedAppenderPtr(new DamageLog));
    DCM_dcmjpegLogger.setLogLevel(OFLogger::WARN_LOG_LEVEL);
  });
}

bool
IsJpeg(E_TransferSyntax syntax)
{
  return syntax >= EXS_JPEGProcess1 && syntax <= EXS_JPEGProcess14SV1;
}

/** Bits that a lossy stream adds to those stored are part of its values: they may lie a little beyond the range that
 * the uncompressed ones had. */
void
KeepBitsOfLossyStream(DcmDataset & dataset, const JpegStream & header)
{
  constexpr int lossless = 3;
  const bool isSigned = Integer(dataset, DCM_PixelRepresentation, 0) != 0;
  if (header.process < lossless && !isSigned && header.bits > Integer(dataset, DCM_BitsStored, header.bits))
  {
    dataset.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(header.bits));
    dataset.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(header.bits - 1));
  }
}

void
RequireDecoded(bool decoded, const std::string & why, const DcmXfer & syntax, const std::filesystem::path & file)
{
  if (!decoded)
  {
    Fail(ErrorKind::BadInput,
         "{}: {}: found data of transfer syntax '{}' that cannot be decoded ({}), expected whole pixels; the file is "
         "cut off or damaged, get it again",
         file.string(), dcm::NameOf(DCM_PixelData), syntax.getXferName(), Printable(why));
  }
}

} // namespace

E_TransferSyntax
DecodePixels(DcmDataset & dataset, const std::filesystem::path & file)
{
  RegisterDecoders();
  const DcmXfer original(dataset.getOriginalXfer());
  const E_TransferSyntax syntax = original.getXfer();
  if (syntax == EXS_JPEGLSLossless || syntax == EXS_JPEGLSLossy)
  {
    DecodeJpegLs(dataset, ReadCompressedFrames(dataset, syntax, file), file);
  }
  else if (IsJpeg(syntax))
  {
    KeepBitsOfLossyStream(dataset, ReadCompressedFrames(dataset, syntax, file).header);
  }
  else if (original.isEncapsulated() && syntax != EXS_RLELossless)
  {
    return syntax;
  }
  DamageLog::First().clear();
  const OFCondition status = dataset.chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
  RequireDecoded(status.good(), status.text(), original, file);
  RequireDecoded(DamageLog::First().empty(), DamageLog::First(), original, file);
  return EXS_LittleEndianExplicit;
}

} // namespace vox
