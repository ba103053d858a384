// SPDX-License-Identifier: Apache-2.0
#include "voxCompressedFrames.h"

#include "voxDicomElements.h"
#include "voxDicomItem.h"
#include "voxError.h"

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <optional>

namespace vox
{
namespace
{

constexpr int kProgressive = 2, kLossless = 3, kJpegLs = 55;

/** The fragments joined: a new stream begins where the bytes of one do. */
std::vector<std::string>
JoinFragments(DcmDataset & dataset, E_TransferSyntax syntax, const std::filesystem::path & file)
{
  DcmElement * element = nullptr;
  DcmPixelSequence * fragments = nullptr;
  auto * pixels =
      dataset.findAndGetElement(DCM_PixelData, element).good() ? dynamic_cast<DcmPixelData *>(element) : nullptr;
  if (pixels == nullptr || pixels->getEncapsulatedRepresentation(syntax, nullptr, fragments).bad())
  {
    Fail(ErrorKind::BadInput, "{}: {}: found none that is compressed, expected what the transfer syntax '{}' says",
         file.string(), dcm::NameOf(DCM_PixelData), DcmXfer(syntax).getXferName());
  }
  std::vector<std::string> streams;
  for (unsigned long i = 1; i < fragments->card(); ++i) // the first is the table of offsets
  {
    DcmPixelItem * item = nullptr;
    Uint8 * bytes = nullptr;
    if (fragments->getItem(item, i).bad() || item->getUint8Array(bytes).bad() || bytes == nullptr)
    {
      continue;
    }
    const std::string_view fragment(reinterpret_cast<const char *>(bytes), item->getLength());
    if (streams.empty() || BeginsJpegStream(fragment))
    {
      streams.emplace_back();
    }
    streams.back() += fragment;
  }
  return streams;
}

void
RequireSame(const JpegStream & found, const JpegStream & expected, int mostBits, const std::filesystem::path & file)
{
  if (found.rows != expected.rows || found.columns != expected.columns || found.components != expected.components ||
      found.bits > mostBits)
  {
    Fail(ErrorKind::BadInput,
         "{}: {}: found a stream of {}x{} pixels, {} components and {} bits, expected {}x{}, {} and at most {}; the "
         "file is damaged",
         file.string(), dcm::NameOf(DCM_PixelData), found.columns, found.rows, found.components, found.bits,
         expected.columns, expected.rows, expected.components, mostBits);
  }
}

} // namespace

CompressedFrames
ReadCompressedFrames(DcmDataset & dataset, E_TransferSyntax syntax, const std::filesystem::path & file)
{
  CompressedFrames frames{.streams = JoinFragments(dataset, syntax, file), .header = {}};
  const JpegStream expected{.rows = Integer(dataset, DCM_Rows, 0),
                            .columns = Integer(dataset, DCM_Columns, 0),
                            .components = Integer(dataset, DCM_SamplesPerPixel, 1)};
  const bool jpegLs = syntax == EXS_JPEGLSLossless || syntax == EXS_JPEGLSLossy;
  if (const int count = Integer(dataset, DCM_NumberOfFrames, 1);
      static_cast<std::size_t>(std::max(count, 1)) != frames.streams.size())
  {
    Fail(ErrorKind::BadInput, "{}: {}: found {} compressed frames, expected {}; the file is cut off or damaged",
         file.string(), dcm::NameOf(DCM_PixelData), frames.streams.size(), count);
  }
  std::uint64_t found = 0;
  int scans = 1;
  for (const std::string & bytes : frames.streams)
  {
    const std::optional<JpegStream> stream = ReadJpegStream(bytes);
    if (!stream || !stream->ended) // CharLS 2.4.1 does not come back from some that do not end
    {
      Fail(ErrorKind::BadInput,
           "{}: {}: found a {} stream that {}, expected a whole one; the file is cut off or damaged", file.string(),
           dcm::NameOf(DCM_PixelData), jpegLs ? "JPEG-LS" : "JPEG",
           stream ? "does not end" : "breaks off in its headers");
    }
    if (jpegLs ? stream->process != kJpegLs : stream->process > kLossless)
    {
      Fail(ErrorKind::BadInput, "{}: {}: found a stream of process SOF{}, expected {}; convert it with gdcmconv --raw",
           file.string(), dcm::NameOf(DCM_PixelData), stream->process,
           jpegLs ? "SOF55 (JPEG-LS)" : "SOF0 to SOF3 (Huffman codes, not hierarchical)");
    }
    RequireSame(*stream, expected, Integer(dataset, DCM_BitsAllocated, 16), file);
    if (!frames.header.rows)
    {
      frames.header = *stream;
    }
    if (stream->bits != frames.header.bits || stream->process != frames.header.process)
    {
      Fail(ErrorKind::BadInput, "{}: {}: found frames of {} and {} bits (SOF{} and SOF{}), expected the same for all",
           file.string(), dcm::NameOf(DCM_PixelData), frames.header.bits, stream->bits, frames.header.process,
           stream->process);
    }
    // Every component has one scan, but in progressive ones, each of which goes through all pixels.
    scans = std::max(scans, stream->scans);
    if (stream->process != kProgressive && stream->scans > stream->components)
    {
      Fail(ErrorKind::BadInput, "{}: {}: found {} scans of {} components, expected one each; the file is damaged",
           file.string(), dcm::NameOf(DCM_PixelData), stream->scans, stream->components);
    }
    found += bytes.size();
  }
  const auto pixels = static_cast<std::uint64_t>(expected.rows * expected.columns * expected.components);
  const std::uint64_t bytesPerSample = frames.header.bits > 8 ? 2 : 1;
  RequirePlausibleSize(found, pixels * bytesPerSample * frames.streams.size() * static_cast<unsigned>(scans), file);
  return frames;
}

void
RequirePlausibleSize(std::uint64_t compressedBytes, std::uint64_t decodedBytes, const std::filesystem::path & file)
{
  constexpr std::uint64_t alwaysPlausible = std::uint64_t{64} << 20U;
  constexpr std::uint64_t mostInflation = 65536;
  if (decodedBytes > alwaysPlausible && (decodedBytes - alwaysPlausible) / mostInflation > compressedBytes)
  {
    Fail(ErrorKind::BadInput,
         "{}: {}: found {} compressed bytes for an image of {} bytes, expected more; the file is cut off or damaged",
         file.string(), dcm::NameOf(DCM_PixelData), compressedBytes, decodedBytes);
  }
}

} // namespace vox
