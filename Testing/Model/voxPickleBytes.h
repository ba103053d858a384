// SPDX-License-Identifier: Apache-2.0
#ifndef voxPickleBytes_h
#define voxPickleBytes_h

#include "voxJson.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

/** Pickles byte by byte. Each function gives the opcodes that put one value on the stack, so they nest like the values
 * do. */
namespace vox::testing::pickle
{

inline std::string
Op(int opcode)
{
  return {static_cast<char>(opcode)};
}

/** The number as its little endian bytes. */
template <typename T>
std::string
Raw(T value)
{
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

inline std::string
Joined(const std::vector<std::string> & values)
{
  std::string bytes;
  for (const std::string & value : values)
  {
    bytes += value;
  }
  return bytes;
}

inline const std::string none = "N";
inline const std::string yes = Op(0x88);
inline const std::string no = Op(0x89);

inline std::string
Text(std::string_view text)
{
  return "X" + Raw(static_cast<std::uint32_t>(text.size())) + std::string(text);
}
inline std::string
Int(std::int64_t value)
{
  return Op(0x8a) + Op(8) + Raw(value);
}
inline std::string
Real(double value)
{
  std::string bytes = Raw(value);
  std::reverse(bytes.begin(), bytes.end());
  return "G" + bytes;
}
inline std::string
Tuple(const std::vector<std::string> & values)
{
  return "(" + Joined(values) + "t";
}
inline std::string
List(const std::vector<std::string> & values)
{
  return "](" + Joined(values) + "e";
}
/** Keys and values in turn. */
inline std::string
Dict(const std::vector<std::string> & values)
{
  return "}(" + Joined(values) + "u";
}
inline std::string
Global(const std::string & module, const std::string & name)
{
  return "c" + module + "\n" + name + "\n";
}
inline std::string
Call(const std::string & callee, const std::vector<std::string> & arguments)
{
  return callee + Tuple(arguments) + "R";
}
/** With the attribute that a state dict has. */
inline std::string
OrderedDict(const std::vector<std::string> & values)
{
  return Global("collections", "OrderedDict") + ")R(" + Joined(values) + "u" + Dict({Text("_metadata"), Dict({})}) +
         "b";
}
/** Each character of the text is one byte. */
inline std::string
Latin1(std::string_view text)
{
  return Call(Global("_codecs", "encode"), {Text(text), Text("latin1")});
}
/** A scalar as NumPy 2 pickles it; `characters` holds its bytes in latin1. */
inline std::string
NumpyScalar(const std::string & type, std::string_view characters, const std::string & order = "<")
{
  const std::string dtype = Call(Global("numpy", "dtype"), {Text(type), no, yes}) +
                            Tuple({Int(3), Text(order), none, none, none, Int(-1), Int(-1), Int(0)}) + "b";
  return Call(Global("numpy._core.multiarray", "scalar"), {dtype, Latin1(characters)});
}
inline std::string
FromJson(const Json & json)
{
  std::vector<std::string> values;
  switch (json.type())
  {
  case Json::value_t::object:
    for (const auto & [key, value] : json.items())
    {
      values.push_back(Text(key) + FromJson(value));
    }
    return Dict(values);
  case Json::value_t::array:
    for (const Json & value : json)
    {
      values.push_back(FromJson(value));
    }
    return List(values);
  case Json::value_t::string:
    return Text(json.get<std::string>());
  case Json::value_t::boolean:
    return json.get<bool>() ? yes : no;
  case Json::value_t::number_float:
    return Real(json.get<double>());
  case Json::value_t::null:
    return none;
  default:
    return Int(json.get<std::int64_t>());
  }
}
/** The whole pickle of one value. */
inline std::string
Pickled(const std::string & value, int protocol = 2)
{
  return Op(0x80) + Op(protocol) + value + ".";
}

} // namespace vox::testing::pickle

#endif
