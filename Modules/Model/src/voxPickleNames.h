// SPDX-License-Identifier: Apache-2.0
#ifndef voxPickleNames_h
#define voxPickleNames_h

#include <cstdint>
#include <string>
#include <string_view>

namespace vox
{

/** The opcodes that ReadPickle understands, by their names in Python's pickletools. */
enum class PickleOpcode : std::uint8_t
{
  Mark = '(',
  Stop = '.',
  BinFloat = 'G',
  BinInt = 'J',
  BinInt1 = 'K',
  BinInt2 = 'M',
  None = 'N',
  BinPersid = 'Q',
  Reduce = 'R',
  BinUnicode = 'X',
  BinBytes = 'B',
  ShortBinBytes = 'C',
  Append = 'a',
  Build = 'b',
  Global = 'c',
  Appends = 'e',
  BinGet = 'h',
  LongBinGet = 'j',
  BinPut = 'q',
  LongBinPut = 'r',
  SetItem = 's',
  Tuple = 't',
  SetItems = 'u',
  EmptyTuple = ')',
  EmptyList = ']',
  EmptyDict = '}',
  Proto = 0x80,
  NewObj = 0x81,
  Tuple1 = 0x85,
  Tuple2 = 0x86,
  Tuple3 = 0x87,
  NewTrue = 0x88,
  NewFalse = 0x89,
  Long1 = 0x8a,
  ShortBinUnicode = 0x8c,
  EmptySet = 0x8f,
  AddItems = 0x90,
  StackGlobal = 0x93,
  Memoize = 0x94,
  Frame = 0x95
};

/** "REDUCE (0x52)"; for a byte that is no opcode of Python, the byte alone. */
[[nodiscard]] std::string OpcodeText(std::uint8_t opcode);

/** What may be done with a global. */
enum class PickleGlobalUse
{
  Refused,
  Name, ///< stands for itself, as the types of storages do
  Call  ///< may be called: the result is an Object that keeps the arguments
};
[[nodiscard]] PickleGlobalUse UseOfGlobal(std::string_view global);

inline constexpr std::string_view orderedDictGlobal = "collections OrderedDict";
inline constexpr std::string_view encodeGlobal = "_codecs encode";

} // namespace vox

#endif
