// SPDX-License-Identifier: Apache-2.0
#include "voxPickleStream.h"

#include "voxError.h"
#include "voxPickleNames.h"
#include "voxPickleValues.h"
#include "voxPrintable.h"

#include <algorithm>
#include <bit>

namespace vox
{
namespace
{

constexpr std::size_t kMaximumNameBytes = 200;

static_assert(std::endian::native == std::endian::little, "numbers are copied out of the pickle as they are");

} // namespace

PickleStream::PickleStream(std::span<const std::byte> bytes, const std::string & where) : m_Bytes(bytes), m_Where(where)
{
  const auto first = bytes.empty() ? 0 : std::to_integer<int>(bytes[0]);
  const auto version = bytes.size() < 2 ? 0 : std::to_integer<int>(bytes[1]);
  if (first != static_cast<int>(PickleOpcode::Proto) || version < 2 || version > 5)
  {
    Fail(
        ErrorKind::BadModel,
        "{}: byte 0: found 0x{:02x} 0x{:02x} at the begin of {} bytes, expected a pickle of protocol 2 to 5 (0x80 0x02 "
        "to 0x05)",
        where, first, version, bytes.size());
  }
  m_Position = 2;
}

std::uint8_t
PickleStream::NextOpcode()
{
  m_Start = m_Position;
  m_Opcode = TakeNumber<std::uint8_t>();
  return m_Opcode;
}

std::span<const std::byte>
PickleStream::Take(std::size_t count)
{
  const std::size_t left = m_Bytes.size() - m_Position;
  if (count > left)
  {
    Fail(ErrorKind::BadModel,
         "{}: byte {}: the pickle is cut off after {} bytes, expected {} more; copy the file again from its source",
         m_Where, m_Start, m_Bytes.size(), count - left);
  }
  const auto taken = m_Bytes.subspan(m_Position, count);
  m_Position += count;
  return taken;
}

std::string
PickleStream::TakeText(std::size_t count)
{
  const auto taken = Take(count);
  return {reinterpret_cast<const char *>(taken.data()), taken.size()};
}

std::string
PickleStream::TakeLine()
{
  const auto rest = m_Bytes.subspan(m_Position, std::min(kMaximumNameBytes, m_Bytes.size() - m_Position));
  const auto end = std::find(rest.begin(), rest.end(), std::byte{'\n'});
  if (end == rest.end())
  {
    Refuse(fmt::format("a name of at most {} bytes and a line end", kMaximumNameBytes));
  }
  std::string line = TakeText(static_cast<std::size_t>(end - rest.begin()));
  (void)Take(1);
  return line;
}

void
PickleStream::Refuse(const std::string & expected) const
{
  Fail(ErrorKind::BadModel, "{}: byte {}: found the opcode {}, expected {}", m_Where, m_Start, OpcodeText(m_Opcode),
       expected);
}

void
PickleStream::RefuseGlobal(const std::string & name) const
{
  Fail(ErrorKind::BadModel,
       "{}: byte {}: found the global '{}', expected one of those in checkpoints of nnU-Net (OrderedDict, torch "
       "tensors, NumPy scalars); nothing was executed: use a file from a source that you trust",
       m_Where, m_Start, Printable(name));
}

} // namespace vox
