// SPDX-License-Identifier: Apache-2.0
#include "voxFramePixels.h"

#include "voxDicomItem.h"
#include "voxError.h"

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>

namespace vox
{

FramePixels::FramePixels(DcmDataset & object, std::size_t pixelsPerFrame, std::size_t frames, const std::string & where)
    : m_Where(where), m_PixelsPerFrame(pixelsPerFrame)
{
  const DcmXfer syntax(object.getOriginalXfer());
  if (syntax.isEncapsulated())
  {
    static const bool registered = (DcmRLEDecoderRegistration::registerCodecs(), true); // for the whole process, once
    (void)registered;
    if (object.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad())
    {
      Fail(ErrorKind::BadInput,
           "{}: pixels of transfer syntax '{}' cannot be decoded, expected uncompressed, deflated "
           "or RLE; decompress it with gdcmconv --raw",
           where, syntax.getXferName());
    }
  }
  Uint16 bits = 0;
  object.findAndGetUint16(DCM_BitsAllocated, bits);
  if (bits != 1 && bits != 8 && bits != 16)
  {
    Fail(ErrorKind::BadInput, "{}: {} is {}, expected 1, 8 or 16", where, dcm::NameOf(DCM_BitsAllocated), bits);
  }
  m_Bits = bits;
  const std::size_t needed = (frames * pixelsPerFrame * m_Bits + 7) / 8;
  const bool found = object.findAndGetElement(DCM_PixelData, m_Element).good() && m_Element != nullptr;
  const std::size_t held = found ? m_Element->getLength(EXS_LittleEndianExplicit) : 0;
  if (held < needed)
  {
    Fail(ErrorKind::BadInput, "{}: {} holds {} bytes, expected {} for {} frames; the file is cut off", where,
         dcm::NameOf(DCM_PixelData), held, needed, frames);
  }
  m_Values.resize(pixelsPerFrame);
}

std::span<const std::uint16_t>
FramePixels::Read(std::size_t frame)
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
  if (m_Bits == 1)
  {
    const std::size_t shift = firstBit % 8;
    for (std::size_t i = 0; i < m_PixelsPerFrame; ++i)
    {
      m_Values[i] = (m_Bytes[(i + shift) / 8] >> ((i + shift) % 8)) & 1U;
    }
  }
  else if (m_Bits == 8)
  {
    std::ranges::copy(m_Bytes, m_Values.begin());
  }
  else
  {
    for (std::size_t i = 0; i < m_PixelsPerFrame; ++i)
    {
      m_Values[i] = static_cast<std::uint16_t>(m_Bytes[2 * i] | (m_Bytes[2 * i + 1] << 8));
    }
  }
  return m_Values;
}

} // namespace vox
