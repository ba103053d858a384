// SPDX-License-Identifier: Apache-2.0
#include "voxFramePixels.h"

#include "voxDecodePixels.h"
#include "voxDicomItem.h"
#include "voxDicomPixels.h"
#include "voxError.h"

#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <bit>

namespace vox
{

FramePixels::FramePixels(DcmDataset & object, std::size_t pixelsPerFrame, std::size_t frames,
                         const std::filesystem::path & file)
    : m_Where(file.string()), m_PixelsPerFrame(pixelsPerFrame)
{
  Uint16 bits = 0;
  object.findAndGetUint16(DCM_BitsAllocated, bits);
  if (bits != 1 && bits != 8 && bits != 16)
  {
    Fail(ErrorKind::BadInput, "{}: {} is {}, expected 1, 8 or 16", m_Where, dcm::NameOf(DCM_BitsAllocated), bits);
  }
  m_Bits = bits;
  m_Values.resize(pixelsPerFrame);
  const DcmXfer syntax(object.getOriginalXfer());
  if (syntax.isEncapsulated() && syntax.getXfer() != EXS_RLELossless)
  {
    Decode(syntax.getXferName(), frames);
    return;
  }
  if (syntax.isEncapsulated())
  {
    DecodePixels(object, m_Where);
  }
  const std::size_t needed = (frames * pixelsPerFrame * m_Bits + 7) / 8;
  const bool found = object.findAndGetElement(DCM_PixelData, m_Element).good() && m_Element != nullptr;
  const std::size_t held = found ? m_Element->getLength(EXS_LittleEndianExplicit) : 0;
  if (held < needed)
  {
    Fail(ErrorKind::BadInput, "{}: {} holds {} bytes, expected {} for {} frames; the file is cut off", m_Where,
         dcm::NameOf(DCM_PixelData), held, needed, frames);
  }
}

FramePixels::~FramePixels() = default;

void
FramePixels::Decode(const std::string & syntax, std::size_t frames)
{
  if (m_Bits == 1)
  {
    Fail(ErrorKind::BadInput,
         "{}: {} of 1 bit in transfer syntax '{}', expected uncompressed or deflated; store it uncompressed", m_Where,
         dcm::NameOf(DCM_PixelData), syntax);
  }
  m_Decoded = std::make_unique<const DicomPixels>(m_Where);
  const Zyx<std::int64_t> & size = m_Decoded->Size();
  if (static_cast<std::size_t>(size.z) != frames || static_cast<std::size_t>(size.y * size.x) != m_PixelsPerFrame ||
      m_Decoded->Channels() != 1)
  {
    Fail(ErrorKind::BadInput, "{}: {} decodes to {} frames of {} pixels and {} samples, expected {} of {} and 1",
         m_Where, dcm::NameOf(DCM_PixelData), size.z, size.y * size.x, m_Decoded->Channels(), frames, m_PixelsPerFrame);
  }
  m_Floats.resize(m_PixelsPerFrame);
}

std::size_t
FramePixels::ReadBytes(std::size_t frame)
{
  const std::size_t firstBit = frame * m_PixelsPerFrame * m_Bits;
  const std::size_t firstByte = firstBit / 8;
  const std::size_t lastByte = (firstBit + m_PixelsPerFrame * m_Bits + 7) / 8;
  m_Bytes.resize(lastByte - firstByte);
  const OFCondition status = m_Element->getPartialValue(
      m_Bytes.data(), static_cast<Uint32>(firstByte), static_cast<Uint32>(m_Bytes.size()), &m_Cache, EBO_LittleEndian);
  if (status.bad())
  {
    Fail(ErrorKind::BadInput, "{}: the pixels of frame {} cannot be read ({}); the file is cut off", m_Where, frame + 1,
         status.text());
  }
  return firstBit % 8 / m_Bits;
}

std::span<const std::uint16_t>
FramePixels::Read(std::size_t frame)
{
  if (m_Decoded)
  {
    m_Decoded->CopyFrame(static_cast<std::int64_t>(frame), {}, m_Floats.data(), 0);
    std::ranges::transform(m_Floats, m_Values.begin(), [](float value) { return static_cast<std::uint16_t>(value); });
    return m_Values;
  }
  const std::size_t shift = ReadBytes(frame);
  for (std::size_t i = 0; i < m_PixelsPerFrame; ++i)
  {
    switch (m_Bits)
    {
    case 1:
      m_Values[i] = (m_Bytes[(i + shift) / 8] >> ((i + shift) % 8)) & 1U;
      break;
    case 8:
      m_Values[i] = m_Bytes[i];
      break;
    default:
      m_Values[i] = static_cast<std::uint16_t>(m_Bytes[2 * i] | (m_Bytes[2 * i + 1] << 8));
    }
  }
  return m_Values;
}

void
FramePixels::AppendRuns(std::size_t frame, unsigned threshold, std::int64_t start, std::vector<VoxelRun> & runs)
{
  const auto append = [&](std::size_t pixel) {
    const std::int64_t at = start + static_cast<std::int64_t>(pixel);
    if (!runs.empty() && runs.back().end == at)
    {
      ++runs.back().end;
    }
    else
    {
      runs.push_back({at, at + 1});
    }
  };
  if (m_Bits != 1)
  {
    const std::span<const std::uint16_t> values = Read(frame);
    for (std::size_t i = 0; i < values.size(); ++i)
    {
      if (values[i] >= threshold)
      {
        append(i);
      }
    }
    return;
  }
  const std::size_t shift = ReadBytes(frame);
  for (std::size_t byte = 0; byte < m_Bytes.size(); ++byte)
  {
    for (unsigned left = m_Bytes[byte]; left != 0; left &= left - 1) // most bytes are empty: only bits that are set
    {
      const std::size_t bit = byte * 8 + static_cast<std::size_t>(std::countr_zero(left));
      if (bit >= shift && bit - shift < m_PixelsPerFrame)
      {
        append(bit - shift);
      }
    }
  }
}

} // namespace vox
