// SPDX-License-Identifier: Apache-2.0
#include "voxPickleWriter.h"

#include <bit>
#include <limits>

namespace vox
{
namespace
{

// Opcodes, as Python's pickletools names them.
constexpr unsigned char kProto = 0x80;
constexpr unsigned char kTrue = 0x88;
constexpr unsigned char kFalse = 0x89;
constexpr unsigned char kLong1 = 0x8a;

} // namespace

PickleWriter::PickleWriter()
{
  Byte(kProto);
  Byte(2);
}

void
PickleWriter::Byte(unsigned char value)
{
  m_Bytes.push_back(static_cast<char>(value));
}

void
PickleWriter::None()
{
  Byte('N');
}

void
PickleWriter::Bool(bool value)
{
  Byte(value ? kTrue : kFalse);
}

void
PickleWriter::Integer(std::int64_t value)
{
  const bool isShort =
      value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max();
  const int bytes = isShort ? 4 : 8;
  Byte(isShort ? 'J' : kLong1);
  if (!isShort)
  {
    Byte(8);
  }
  for (int i = 0; i < bytes; ++i)
  {
    Byte(static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> (8 * i)));
  }
}

void
PickleWriter::Real(double value)
{
  Byte('G'); // the one opcode that is big endian
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (int shift = 56; shift >= 0; shift -= 8)
  {
    Byte(static_cast<unsigned char>(bits >> shift));
  }
}

void
PickleWriter::Text(std::string_view value)
{
  Byte('X');
  for (int i = 0; i < 4; ++i)
  {
    Byte(static_cast<unsigned char>(value.size() >> (8 * i)));
  }
  m_Bytes += value;
}

void
PickleWriter::Value(const Json & json)
{
  switch (json.type())
  {
  case Json::value_t::boolean:
    return Bool(json.get<bool>());
  case Json::value_t::number_integer:
  case Json::value_t::number_unsigned:
    return Integer(json.get<std::int64_t>());
  case Json::value_t::number_float:
    return Real(json.get<double>());
  case Json::value_t::string:
    return Text(json.get_ref<const std::string &>());
  case Json::value_t::array:
    OpenList();
    for (const Json & item : json)
    {
      Value(item);
    }
    return CloseList();
  case Json::value_t::object:
    OpenDict();
    for (const auto & [key, item] : json.items())
    {
      Text(key);
      Value(item);
    }
    return CloseDict();
  default:
    return None();
  }
}

void
PickleWriter::OpenDict()
{
  m_Bytes += "}(";
}

void
PickleWriter::CloseDict()
{
  Byte('u');
}

void
PickleWriter::OpenOrderedDict()
{
  Global("collections", "OrderedDict");
  OpenTuple();
  CloseTuple();
  Call();
  Byte('(');
}

void
PickleWriter::OpenTuple()
{
  Byte('(');
}

void
PickleWriter::CloseTuple()
{
  Byte('t');
}

void
PickleWriter::OpenList()
{
  m_Bytes += "](";
}

void
PickleWriter::CloseList()
{
  Byte('e');
}

void
PickleWriter::Global(std::string_view module, std::string_view name)
{
  m_Bytes.append("c").append(module).append("\n").append(name).append("\n");
}

void
PickleWriter::Call()
{
  Byte('R');
}

void
PickleWriter::Persistent()
{
  Byte('Q');
}

std::string
PickleWriter::Finish()
{
  Byte('.');
  return std::move(m_Bytes);
}

} // namespace vox
