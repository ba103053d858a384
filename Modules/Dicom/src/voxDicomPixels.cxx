// SPDX-License-Identifier: Apache-2.0
#include "voxDicomPixels.h"

#include "voxCleanDicom.h"
#include "voxCompressedFrames.h"
#include "voxError.h"
#include "voxGdcmTags.h"
#include "voxJpeg2000Size.h"
#include "voxPrintable.h"

#include <gdcmPixmap.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>
#include <gdcmUIDs.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <mutex>
#include <sstream>

namespace vox
{
namespace
{

const gdcm::Tag kPixelData(0x7FE0, 0x0010);

/** GDCM tells of damage on the terminal unless it is told not to; what matters comes back as a result. */
void
SilenceGdcm()
{
  static std::once_flag once;
  std::call_once(once, [] {
    gdcm::Trace::DebugOff();
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
  });
}

/** Full-range YCbCr of JPEG (ITU-T T.871) to red, green, blue. */
std::array<double, 3>
RgbOf(double y, double cb, double cr)
{
  const auto byte = [](double value) { return std::clamp(std::round(value), 0.0, 255.0); };
  return {byte(y + 1.402 * (cr - 128.0)), byte(y - 0.344136286 * (cb - 128.0) - 0.714136286 * (cr - 128.0)),
          byte(y + 1.772 * (cb - 128.0))};
}

template <typename T>
void
CopyPlain(const char * bytes, std::int64_t count, int shift, const Rescale & rescale, float * values, std::int64_t step)
{
  for (std::int64_t i = 0; i < count; ++i)
  {
    T number{};
    std::memcpy(&number, bytes + static_cast<std::size_t>(i * step) * sizeof(T), sizeof(T));
    // Bits above the stored ones may hold overlays; shifting there and back leaves the value with its sign.
    number = static_cast<T>(static_cast<T>(static_cast<std::make_unsigned_t<T>>(number) << shift) >> shift);
    values[i] = static_cast<float>(static_cast<double>(number) * rescale.slope + rescale.intercept);
  }
}

} // namespace

Rescale
RescaleOf(const gdcm::DataSet & dataset, const std::filesystem::path & file)
{
  Rescale rescale;
  const gdcm::Tag slope(0x0028, 0x1053);
  const gdcm::Tag intercept(0x0028, 0x1052);
  for (const auto & [tag, number] : {std::pair(slope, &rescale.slope), std::pair(intercept, &rescale.intercept)})
  {
    if (const std::optional<std::string> text = TextOf(dataset, tag))
    {
      const std::vector<double> values = DecimalsOf(dataset, tag);
      if (values.size() != 1 || !std::isfinite(values[0]) || (tag == slope && values[0] == 0.0))
      {
        Fail(ErrorKind::BadInput, "{}: rescale {}: found '{}', expected one number{}; the values cannot be computed",
             file.string(), NameOf(tag), Printable(*text), tag == slope ? " other than 0" : "");
      }
      *number = values[0];
    }
  }
  return rescale;
}

namespace
{

/** GDCM asserts that a pixel is of whole bytes, but for the 12 bits that it unpacks. */
void
RequireKnownBits(const gdcm::PixelFormat & format, const std::filesystem::path & file)
{
  const int bits = format.GetBitsAllocated();
  if (bits != 8 && bits != 12 && bits != 16 && bits != 32)
  {
    Fail(ErrorKind::BadInput, "{}: bits allocated (0028,0100): found {}, expected 8, 12, 16 or 32", file.string(),
         bits);
  }
}

} // namespace

DicomPixels::DicomPixels(const std::filesystem::path & file)
{
  SilenceGdcm();
  std::istringstream stream(CleanDicom(file));
  m_Reader.SetStream(stream);
  bool read = false;
  try
  {
    read = m_Reader.Read();
  }
  catch (const std::exception &)
  {
    read = false;
  }
  if (!read)
  {
    Fail(
        ErrorKind::BadInput,
        "{}: found no image that can be decoded: the file is damaged or of a transfer syntax that is not known; get it "
        "again, or convert it with gdcmconv --raw",
        file.string());
  }
  gdcm::Pixmap & image = m_Reader.GetPixmap();
  using Photometric = gdcm::PhotometricInterpretation;
  const int stored = Unsigned16Of(Header(), {0x0028, 0x0101}).value_or(0);
  const int highBit = Unsigned16Of(Header(), {0x0028, 0x0102}).value_or(stored - 1);
  if (highBit != stored - 1)
  {
    Fail(ErrorKind::BadInput,
         "{}: high bit (0028,0102): found {}, expected {}, one less than the bits stored; GDCM "
         "mixes up the values of such files",
         file.string(), highBit, stored - 1);
  }
  RequireKnownBits(image.GetPixelFormat(), file);
  m_Channels = image.GetPixelFormat().GetSamplesPerPixel();
  const unsigned int * dimensions = image.GetDimensions();
  m_Size = {image.GetNumberOfDimensions() > 2 ? static_cast<std::int64_t>(dimensions[2]) : 1,
            static_cast<std::int64_t>(dimensions[1]), static_cast<std::int64_t>(dimensions[0])};
  CheckLength(file);
  CheckFragments(file);
  bool decoded = false;
  try
  {
    m_Buffer.resize(image.GetBufferLength()); // of a damaged header more than there is memory
    decoded = !m_Buffer.empty() && image.GetBuffer(m_Buffer.data());
  }
  catch (const std::exception &)
  {
    decoded = false;
  }
  if (!decoded)
  {
    Fail(ErrorKind::BadInput,
         "{}: pixel data (7FE0,0010): found data of transfer syntax {} that cannot be decoded, "
         "expected {} frames of {}x{} pixels; the file is cut off or damaged",
         file.string(), image.GetTransferSyntax().GetString(), m_Size.z, m_Size.x, m_Size.y);
  }
  m_Format = image.GetPixelFormat(); // after decoding: the compressed stream may know better than the header
  RequireKnownBits(m_Format, file);
  const auto needed = static_cast<std::size_t>(m_Size.z * m_Size.y * m_Size.x) * m_Format.GetPixelSize();
  if (m_Channels != 1 && m_Channels != 3)
  {
    Fail(ErrorKind::BadInput, "{}: samples per pixel (0028,0002): found {}, expected 1 or 3", file.string(),
         m_Channels);
  }
  if (m_Buffer.size() < needed)
  {
    Fail(ErrorKind::BadInput, "{}: pixel data (7FE0,0010): found {} bytes after decoding, expected {}", file.string(),
         m_Buffer.size(), needed);
  }
  m_PlanesApart = m_Channels == 3 && image.GetPlanarConfiguration() == 1;
  m_FullRangeYbr = image.GetPhotometricInterpretation() == Photometric::YBR_FULL ||
                   image.GetPhotometricInterpretation() == Photometric::YBR_FULL_422;
}

void
DicomPixels::CheckLength(const std::filesystem::path & file) const
{
  const gdcm::DataSet & header = Header();
  const gdcm::ByteValue * raw =
      header.FindDataElement(kPixelData) ? header.GetDataElement(kPixelData).GetByteValue() : nullptr;
  const gdcm::PixelFormat & format = m_Reader.GetPixmap().GetPixelFormat();
  const bool halved = m_Reader.GetPixmap().GetPhotometricInterpretation() == // two pixels share their color
                      gdcm::PhotometricInterpretation::YBR_FULL_422;
  if (raw != nullptr)
  {
    const auto pixels = static_cast<std::uint64_t>(m_Size.z * m_Size.y * m_Size.x);
    const std::uint64_t bits = pixels * format.GetBitsAllocated() * (halved ? 2U : format.GetSamplesPerPixel());
    if (raw->GetLength() < (bits + 7) / 8)
    {
      Fail(ErrorKind::BadInput,
           "{}: pixel data (7FE0,0010): found {} bytes, expected {} for {} frames of {}x{} pixels; the file is cut off",
           file.string(), static_cast<std::uint64_t>(raw->GetLength()), (bits + 7) / 8, m_Size.z, m_Size.x, m_Size.y);
    }
  }
}

/** GDCM writes beyond its memory where a JPEG 2000 stream is of another size than the header says, and memory for the
 * pixels is asked for before they are decoded. */
void
DicomPixels::CheckFragments(const std::filesystem::path & file) const
{
  const gdcm::DataSet & header = Header();
  const gdcm::SequenceOfFragments * fragments =
      header.FindDataElement(kPixelData) ? header.GetDataElement(kPixelData).GetSequenceOfFragments() : nullptr;
  const gdcm::PixelFormat & format = m_Reader.GetPixmap().GetPixelFormat();
  std::uint64_t found = 0;
  for (std::size_t i = 0; fragments != nullptr && i < fragments->GetNumberOfFragments(); ++i)
  {
    const gdcm::ByteValue * bytes = fragments->GetFragment(i).GetByteValue();
    found += bytes == nullptr ? 0U : static_cast<std::uint64_t>(bytes->GetLength());
    const std::optional<Jpeg2000Size> size =
        bytes == nullptr ? std::nullopt : ReadJpeg2000Size({bytes->GetPointer(), bytes->GetLength()});
    if (size && (size->columns != m_Size.x || size->rows != m_Size.y || size->components != m_Channels ||
                 size->bits > format.GetBitsAllocated() || size->subsampled))
    {
      Fail(ErrorKind::BadInput,
           "{}: pixel data (7FE0,0010): found a JPEG 2000 stream of {}x{} pixels, {} components and {} bits, expected "
           "{}x{}, {} and at most {}, none subsampled; the file is damaged",
           file.string(), size->columns, size->rows, size->components, size->bits, m_Size.x, m_Size.y, m_Channels,
           format.GetBitsAllocated());
    }
  }
  if (fragments != nullptr)
  {
    RequirePlausibleSize(found, m_Reader.GetPixmap().GetBufferLength(), file);
  }
}

void
DicomPixels::CopyFrame(std::int64_t frame, const Rescale & rescale, float * values, std::int64_t channelStride) const
{
  const std::int64_t count = m_Size.y * m_Size.x;
  const std::size_t bytesPerSample = m_Format.GetPixelSize() / static_cast<std::size_t>(m_Channels);
  const char * start = m_Buffer.data() + static_cast<std::size_t>(frame * count) * m_Format.GetPixelSize();
  const std::int64_t step = m_PlanesApart ? 1 : m_Channels;
  const int spare = 8 * static_cast<int>(bytesPerSample) - m_Format.GetBitsStored();
  for (int channel = 0; channel < m_Channels; ++channel)
  {
    const char * from = start + static_cast<std::size_t>(channel * (m_PlanesApart ? count : 1)) * bytesPerSample;
    float * to = values + channel * channelStride;
    const bool isSigned = m_Format.GetPixelRepresentation() != 0;
    switch (bytesPerSample)
    {
    case 1:
      isSigned ? CopyPlain<std::int8_t>(from, count, spare, rescale, to, step)
               : CopyPlain<std::uint8_t>(from, count, spare, rescale, to, step);
      break;
    case 2:
      isSigned ? CopyPlain<std::int16_t>(from, count, spare, rescale, to, step)
               : CopyPlain<std::uint16_t>(from, count, spare, rescale, to, step);
      break;
    case 4:
      isSigned ? CopyPlain<std::int32_t>(from, count, spare, rescale, to, step)
               : CopyPlain<std::uint32_t>(from, count, spare, rescale, to, step);
      break;
    default:
      Fail(ErrorKind::Internal, "pixels of {} bytes: expected 1, 2 or 4", bytesPerSample);
    }
  }
  if (m_FullRangeYbr)
  {
    for (std::int64_t i = 0; i < count; ++i)
    {
      float * pixel = values + i;
      const std::array<double, 3> rgb = RgbOf(pixel[0], pixel[channelStride], pixel[2 * channelStride]);
      for (std::size_t channel = 0; channel < 3; ++channel)
      {
        pixel[static_cast<std::int64_t>(channel) * channelStride] = static_cast<float>(rgb[channel]);
      }
    }
  }
}

} // namespace vox
