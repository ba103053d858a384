// SPDX-License-Identifier: Apache-2.0
#include "voxPickleNames.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace vox
{
namespace
{

/** All opcodes of Python 3, so that a message can name one that is refused. */
constexpr std::pair<std::uint8_t, std::string_view> kOpcodes[]{{'(', "MARK"},
                                                               {'.', "STOP"},
                                                               {'0', "POP"},
                                                               {'1', "POP_MARK"},
                                                               {'2', "DUP"},
                                                               {'B', "BINBYTES"},
                                                               {'C', "SHORT_BINBYTES"},
                                                               {'F', "FLOAT"},
                                                               {'G', "BINFLOAT"},
                                                               {'I', "INT"},
                                                               {'J', "BININT"},
                                                               {'K', "BININT1"},
                                                               {'L', "LONG"},
                                                               {'M', "BININT2"},
                                                               {'N', "NONE"},
                                                               {'P', "PERSID"},
                                                               {'Q', "BINPERSID"},
                                                               {'R', "REDUCE"},
                                                               {'S', "STRING"},
                                                               {'T', "BINSTRING"},
                                                               {'U', "SHORT_BINSTRING"},
                                                               {'V', "UNICODE"},
                                                               {'X', "BINUNICODE"},
                                                               {'a', "APPEND"},
                                                               {'b', "BUILD"},
                                                               {'c', "GLOBAL"},
                                                               {'d', "DICT"},
                                                               {'}', "EMPTY_DICT"},
                                                               {'e', "APPENDS"},
                                                               {'g', "GET"},
                                                               {'h', "BINGET"},
                                                               {'i', "INST"},
                                                               {'j', "LONG_BINGET"},
                                                               {'l', "LIST"},
                                                               {']', "EMPTY_LIST"},
                                                               {'o', "OBJ"},
                                                               {'p', "PUT"},
                                                               {'q', "BINPUT"},
                                                               {'r', "LONG_BINPUT"},
                                                               {'s', "SETITEM"},
                                                               {'t', "TUPLE"},
                                                               {')', "EMPTY_TUPLE"},
                                                               {'u', "SETITEMS"},
                                                               {0x80, "PROTO"},
                                                               {0x81, "NEWOBJ"},
                                                               {0x82, "EXT1"},
                                                               {0x83, "EXT2"},
                                                               {0x84, "EXT4"},
                                                               {0x85, "TUPLE1"},
                                                               {0x86, "TUPLE2"},
                                                               {0x87, "TUPLE3"},
                                                               {0x88, "NEWTRUE"},
                                                               {0x89, "NEWFALSE"},
                                                               {0x8a, "LONG1"},
                                                               {0x8b, "LONG4"},
                                                               {0x8c, "SHORT_BINUNICODE"},
                                                               {0x8d, "BINUNICODE8"},
                                                               {0x8e, "BINBYTES8"},
                                                               {0x8f, "EMPTY_SET"},
                                                               {0x90, "ADDITEMS"},
                                                               {0x91, "FROZENSET"},
                                                               {0x92, "NEWOBJ_EX"},
                                                               {0x93, "STACK_GLOBAL"},
                                                               {0x94, "MEMOIZE"},
                                                               {0x95, "FRAME"},
                                                               {0x96, "BYTEARRAY8"},
                                                               {0x97, "NEXT_BUFFER"},
                                                               {0x98, "READONLY_BUFFER"}};

constexpr std::pair<std::string_view, PickleGlobalUse> kGlobals[]{
    {orderedDictGlobal, PickleGlobalUse::Call},
    {encodeGlobal, PickleGlobalUse::Call},
    {"torch._utils _rebuild_tensor_v2", PickleGlobalUse::Call},
    {"torch._utils _rebuild_parameter", PickleGlobalUse::Call},
    {"torch device", PickleGlobalUse::Call},
    // NumPy 2 renamed numpy.core; both stand in checkpoints.
    {"numpy.core.multiarray scalar", PickleGlobalUse::Call},
    {"numpy._core.multiarray scalar", PickleGlobalUse::Call},
    {"numpy.core.multiarray _reconstruct", PickleGlobalUse::Call},
    {"numpy._core.multiarray _reconstruct", PickleGlobalUse::Call},
    {"numpy dtype", PickleGlobalUse::Call},
    {"numpy ndarray", PickleGlobalUse::Name},
    {"torch DoubleStorage", PickleGlobalUse::Name},
    {"torch FloatStorage", PickleGlobalUse::Name},
    {"torch HalfStorage", PickleGlobalUse::Name},
    {"torch BFloat16Storage", PickleGlobalUse::Name},
    {"torch LongStorage", PickleGlobalUse::Name},
    {"torch IntStorage", PickleGlobalUse::Name},
    {"torch ShortStorage", PickleGlobalUse::Name},
    {"torch CharStorage", PickleGlobalUse::Name},
    {"torch ByteStorage", PickleGlobalUse::Name},
    {"torch BoolStorage", PickleGlobalUse::Name}};

} // namespace

std::string
OpcodeText(std::uint8_t opcode)
{
  const auto found =
      std::find_if(std::begin(kOpcodes), std::end(kOpcodes), [&](const auto & entry) { return entry.first == opcode; });
  return found == std::end(kOpcodes) ? fmt::format("0x{:02x}", opcode)
                                     : fmt::format("{} (0x{:02x})", found->second, opcode);
}

PickleGlobalUse
UseOfGlobal(std::string_view global)
{
  const auto found =
      std::find_if(std::begin(kGlobals), std::end(kGlobals), [&](const auto & entry) { return entry.first == global; });
  return found == std::end(kGlobals) ? PickleGlobalUse::Refused : found->second;
}

} // namespace vox
