// SPDX-License-Identifier: Apache-2.0
#include "voxDicomPhantomPixels.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <fmt/format.h>
#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmImageReader.h>
#include <gdcmImageWriter.h>

#include <cmath>
#include <stdexcept>

namespace vox::testing
{
namespace
{

void
Check(const OFCondition & condition, const std::string & what)
{
  if (condition.bad())
  {
    throw std::runtime_error(what + ": " + condition.text());
  }
}

/** What a pixel is stored as: the rescale undone, rounded, kept to the bits stored. */
std::int64_t
StoredNumber(const DicomPhantom & phantom, const Zyx<std::int64_t> & voxel, int channel)
{
  const auto slice = static_cast<std::size_t>(voxel.z);
  const double slope = phantom.slopes[slice % phantom.slopes.size()];
  const double intercept = phantom.intercepts[slice % phantom.intercepts.size()];
  const double value = phantom.value ? phantom.value(voxel, WorldOf(phantom, voxel)) : CountedValue(phantom, voxel);
  const std::int64_t number = std::llround((value - intercept) / slope);
  const bool color = phantom.photometric == "RGB" || phantom.photometric == "YBR_FULL";
  return color ? (number + 40 * channel) % 256 : number;
}

void
RegisterEncoders()
{
  static const bool once = [] {
    DcmRLEEncoderRegistration::registerCodecs();
    DJEncoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(once);
}

E_TransferSyntax
DcmtkSyntax(PhantomSyntax syntax)
{
  switch (syntax)
  {
  case PhantomSyntax::ImplicitLittle:
    return EXS_LittleEndianImplicit;
  case PhantomSyntax::ExplicitBig:
    return EXS_BigEndianExplicit;
  case PhantomSyntax::Deflated:
    return EXS_DeflatedLittleEndianExplicit;
  case PhantomSyntax::Rle:
    return EXS_RLELossless;
  case PhantomSyntax::JpegLossless:
    return EXS_JPEGProcess14SV1;
  case PhantomSyntax::JpegLosslessAny:
    return EXS_JPEGProcess14;
  case PhantomSyntax::JpegBaseline:
    return EXS_JPEGProcess1;
  case PhantomSyntax::JpegExtended:
    return EXS_JPEGProcess2_4;
  default:
    return EXS_LittleEndianExplicit;
  }
}

void
EncodeByGdcm(const std::filesystem::path & path, gdcm::TransferSyntax::TSType syntax)
{
  gdcm::ImageReader reader;
  reader.SetFileName(path.c_str());
  gdcm::ImageChangeTransferSyntax change;
  change.SetTransferSyntax(syntax);
  if (!reader.Read())
  {
    throw std::runtime_error(path.string() + ": the phantom just written cannot be read");
  }
  change.SetInput(reader.GetImage());
  if (!change.Change())
  {
    throw std::runtime_error(path.string() + ": encoding failed");
  }
  gdcm::ImageWriter writer;
  writer.SetFile(reader.GetFile());
  writer.SetImage(change.GetOutput());
  writer.SetFileName(path.c_str());
  if (!writer.Write())
  {
    throw std::runtime_error(path.string() + ": cannot be written");
  }
}

} // namespace

double
StoredValue(const DicomPhantom & phantom, const Zyx<std::int64_t> & voxel)
{
  const auto slice = static_cast<std::size_t>(voxel.z);
  return static_cast<double>(StoredNumber(phantom, voxel, 0)) * phantom.slopes[slice % phantom.slopes.size()] +
         phantom.intercepts[slice % phantom.intercepts.size()];
}

double
StoredChannel(const DicomPhantom & phantom, const Zyx<std::int64_t> & voxel, int channel)
{
  return static_cast<double>(StoredNumber(phantom, voxel, channel));
}

void
PutText(DcmItem & item, std::uint16_t group, std::uint16_t element, const std::string & value)
{
  Check(item.putAndInsertString(DcmTag(group, element), value.c_str()), fmt::format("({:04x},{:04x})", group, element));
}

std::string
DecimalStrings(const std::vector<double> & values)
{
  std::string text;
  for (const double value : values)
  {
    std::string number;
    for (int digits = 15; digits > 0 && (number.empty() || number.size() > 16); --digits)
    {
      number = fmt::format("{:.{}g}", value, digits);
    }
    text += (text.empty() ? "" : "\\") + number;
  }
  return text;
}

void
PutPixels(DcmItem & dataset, const DicomPhantom & phantom, std::int64_t first, std::int64_t last)
{
  const Zyx<std::int64_t> & size = phantom.geometry.size;
  const bool color = phantom.photometric == "RGB" || phantom.photometric == "YBR_FULL";
  const int channels = color ? 3 : 1;
  const int highBit = phantom.bitsStored - 1;
  const auto put = [&](std::uint16_t element, int value) {
    Check(dataset.putAndInsertUint16(DcmTag(0x0028, element), static_cast<Uint16>(value)), "pixel module");
  };
  put(0x0002, channels);
  PutText(dataset, 0x0028, 0x0004, phantom.photometric);
  put(0x0010, static_cast<int>(size.y));
  put(0x0011, static_cast<int>(size.x));
  put(0x0100, phantom.bitsAllocated);
  put(0x0101, phantom.bitsStored);
  put(0x0102, highBit);
  put(0x0103, phantom.isSigned ? 1 : 0);
  if (color)
  {
    put(0x0006, 0);
  }
  std::vector<Uint8> bytes;
  std::vector<Uint16> words;
  const std::uint64_t mask = (1ULL << phantom.bitsStored) - 1;
  for (std::int64_t z = first; z < last; ++z)
  {
    for (std::int64_t i = 0; i < size.y * size.x * channels; ++i)
    {
      const std::int64_t pixel = i / channels;
      const auto number = static_cast<std::uint64_t>(
          StoredNumber(phantom, {z, pixel / size.x, pixel % size.x}, static_cast<int>(i % channels)));
      phantom.bitsAllocated == 8 ? bytes.push_back(static_cast<Uint8>(number & mask))
                                 : words.push_back(static_cast<Uint16>(number & mask));
    }
  }
  if (bytes.size() % 2 != 0)
  {
    bytes.push_back(0);
  }
  Check(phantom.bitsAllocated == 8 ? dataset.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size())
                                   : dataset.putAndInsertUint16Array(DCM_PixelData, words.data(), words.size()),
        "pixel data");
}

void
SaveDicom(DcmFileFormat & file, const std::filesystem::path & path, PhantomSyntax syntax)
{
  RegisterEncoders();
  const E_TransferSyntax transfer = DcmtkSyntax(syntax);
  Check(file.getDataset()->chooseRepresentation(transfer, nullptr), path.string());
  Check(file.saveFile(path.c_str(), transfer), path.string());
  if (syntax == PhantomSyntax::Jpeg2000 || syntax == PhantomSyntax::JpegLs)
  {
    using Syntax = gdcm::TransferSyntax;
    EncodeByGdcm(path, syntax == PhantomSyntax::JpegLs ? Syntax::JPEGLSLossless : Syntax::JPEG2000Lossless);
  }
}

} // namespace vox::testing
