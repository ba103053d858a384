// SPDX-License-Identifier: Apache-2.0
#include "voxImplicitItems.h"

#include <cstdint>

namespace vox
{
namespace
{

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::uint32_t kItem = 0xFFFEE000;
constexpr std::uint32_t kItemEnd = 0xFFFEE00D;
constexpr std::uint32_t kSequenceEnd = 0xFFFEE0DD;
constexpr int kDeepest = 32; // of sequences in sequences; real ones are below 10

struct Head
{
  std::uint32_t tag = 0;
  std::uint32_t length = 0;
};

/** Group and element as one number. */
std::uint32_t
TagAt(std::string_view bytes)
{
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
  return byte(1) << 24 | byte(0) << 16 | byte(3) << 8 | byte(2);
}

/** Takes tag and length from the front; false where there are too few bytes. */
bool
Take(std::string_view & rest, Head & head)
{
  constexpr std::size_t Size = 8;
  if (rest.size() < Size)
  {
    return false;
  }
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(rest[i])}; };
  head = {TagAt(rest), byte(7) << 24 | byte(6) << 16 | byte(5) << 8 | byte(4)};
  rest.remove_prefix(Size);
  return true;
}

bool TakeItems(std::string_view & rest, bool delimited, int depth);

/** Elements up to the end of the bytes, or of the item. */
bool
TakeElements(std::string_view & rest, bool delimited, int depth)
{
  Head head;
  while (!rest.empty())
  {
    if (!Take(rest, head))
    {
      return false;
    }
    if (delimited && head.tag == kItemEnd)
    {
      return head.length == 0;
    }
    if (head.tag >> 16 == kItem >> 16 || (head.length != kUndefined && head.length > rest.size()))
    {
      return false;
    }
    if (head.length == kUndefined)
    {
      if (!TakeItems(rest, true, depth + 1))
      {
        return false;
      }
      continue;
    }
    std::string_view value = rest.substr(0, head.length);
    rest.remove_prefix(head.length);
    // What begins like an item is read as one.
    if (value.size() >= 4 && TagAt(value) == kItem && !TakeItems(value, false, depth + 1))
    {
      return false;
    }
  }
  return !delimited;
}

bool
TakeItems(std::string_view & rest, bool delimited, int depth)
{
  Head head;
  while (depth <= kDeepest && !rest.empty())
  {
    if (!Take(rest, head))
    {
      return false;
    }
    if (delimited && head.tag == kSequenceEnd)
    {
      return head.length == 0;
    }
    if (head.tag != kItem || (head.length != kUndefined && head.length > rest.size()))
    {
      return false;
    }
    std::string_view item = rest.substr(0, head.length);
    if (!TakeElements(head.length == kUndefined ? rest : item, head.length == kUndefined, depth))
    {
      return false;
    }
    rest.remove_prefix(head.length == kUndefined ? 0 : head.length);
  }
  return depth <= kDeepest && !delimited;
}

} // namespace

bool
AreImplicitItems(std::string_view bytes)
{
  return TakeItems(bytes, false, 0);
}

} // namespace vox
