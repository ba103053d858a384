// SPDX-License-Identifier: Apache-2.0
#include "voxDecodeJpegLs.h"

#include "voxDicomElements.h"
#include "voxDicomItem.h"
#include "voxError.h"

#include <charls/charls.h>
#include <dcmtk/dcmdata/dcpixel.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace vox
{
namespace
{

/** Plane after plane to pixel after pixel. */
void
Interleave(std::vector<std::byte> & frame, std::size_t planes, std::size_t bytesPerSample)
{
  const std::vector<std::byte> apart = frame;
  const std::size_t pixels = frame.size() / planes / bytesPerSample;
  for (std::size_t i = 0; i < pixels * planes; ++i)
  {
    const std::size_t from = i % planes * pixels + i / planes;
    std::memcpy(&frame[i * bytesPerSample], &apart[from * bytesPerSample], bytesPerSample);
  }
}

std::vector<std::byte>
DecodeFrame(const std::string & stream, std::size_t bytesPerSample, std::size_t bytes)
{
  charls::jpegls_decoder decoder(stream, true);
  std::vector<std::byte> frame(bytes);
  if (decoder.destination_size() != bytes)
  {
    charls::impl::throw_jpegls_error(charls::jpegls_errc::invalid_encoded_data);
  }
  decoder.decode(frame);
  const charls::frame_info & info = decoder.frame_info();
  if (info.component_count > 1 && decoder.interleave_mode() == charls::interleave_mode::none)
  {
    Interleave(frame, static_cast<std::size_t>(info.component_count), bytesPerSample);
  }
  return frame;
}

/** What the attributes say of the decoded pixels. */
void
Describe(DcmDataset & dataset, const JpegStream & header)
{
  const int stored = std::min(header.bits, Integer(dataset, DCM_BitsStored, header.bits));
  const int highBit = std::min(header.bits - 1, Integer(dataset, DCM_HighBit, stored - 1));
  dataset.putAndInsertUint16(DCM_BitsAllocated, header.bits > 8 ? 16 : 8);
  dataset.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(stored));
  dataset.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(highBit));
  if (header.components > 1)
  {
    dataset.putAndInsertUint16(DCM_PlanarConfiguration, 0);
    OFString photometric;
    dataset.findAndGetOFString(DCM_PhotometricInterpretation, photometric);
    if (photometric == "YBR_FULL_422") // each pixel has its own color now
    {
      dataset.putAndInsertString(DCM_PhotometricInterpretation, "YBR_FULL");
    }
  }
}

} // namespace

void
DecodeJpegLs(DcmDataset & dataset, const CompressedFrames & frames, const std::filesystem::path & file)
{
  const JpegStream & header = frames.header;
  const std::size_t bytesPerSample = header.bits > 8 ? 2 : 1;
  const std::size_t frameBytes = static_cast<std::size_t>(header.rows * header.columns) *
                                 static_cast<std::size_t>(header.components) * bytesPerSample;
  std::vector<std::byte> pixels;
  pixels.reserve(frameBytes * frames.streams.size() + 1);
  for (std::size_t i = 0; i < frames.streams.size(); ++i)
  {
    try
    {
      const std::vector<std::byte> frame = DecodeFrame(frames.streams[i], bytesPerSample, frameBytes);
      pixels.insert(pixels.end(), frame.begin(), frame.end());
    }
    catch (const charls::jpegls_error & error)
    {
      Fail(ErrorKind::BadInput,
           "{}: {}: found a JPEG-LS stream in frame {} that cannot be decoded ({}), expected a whole one; the file is "
           "cut off or damaged, get it again",
           file.string(), dcm::NameOf(DCM_PixelData), i + 1, error.what());
    }
  }
  pixels.resize(pixels.size() + pixels.size() % 2);
  auto decoded = std::make_unique<DcmPixelData>(DCM_PixelData);
  decoded->setVR(EVR_OW);
  const bool put = decoded->putUint16Array(reinterpret_cast<const Uint16 *>(pixels.data()), pixels.size() / 2).good() &&
                   dataset.insert(decoded.get(), true).good();
  if (!put)
  {
    Fail(ErrorKind::BadInput, "{}: {}: found {} bytes after decoding, expected fewer than 4 GiB", file.string(),
         dcm::NameOf(DCM_PixelData), pixels.size());
  }
  static_cast<void>(decoded.release()); // now the object's
  Describe(dataset, header);
}

} // namespace vox
