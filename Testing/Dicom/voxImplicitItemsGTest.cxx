// SPDX-License-Identifier: Apache-2.0
#include "voxImplicitItems.h"

#include <gtest/gtest.h>

#include <string>

namespace vox::testing
{
namespace
{

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;

/** Tag and length, little-endian, and what follows. */
std::string
Element(std::uint16_t group, std::uint16_t element, std::uint32_t length, const std::string & rest = {})
{
  std::string bytes;
  for (const std::uint32_t half : {std::uint32_t{group}, std::uint32_t{element}, length & 0xFFFFU, length >> 16U})
  {
    bytes += static_cast<char>(half & 0xFFU);
    bytes += static_cast<char>(half >> 8U);
  }
  return bytes + rest;
}

std::string
Item(const std::string & elements)
{
  return Element(0xFFFE, 0xE000, static_cast<std::uint32_t>(elements.size()), elements);
}

std::string
DelimitedItem(const std::string & elements)
{
  return Element(0xFFFE, 0xE000, kUndefined, elements) + Element(0xFFFE, 0xE00D, 0);
}

const std::string kSpacing = Element(0x0028, 0x0030, 8, "0.5\\0.25");

TEST(ImplicitItems, ItemsOfEitherLengthAreKnown)
{
  const std::string nested = Element(0x0028, 0x9110, kUndefined, DelimitedItem(kSpacing)) + Element(0xFFFE, 0xE0DD, 0);
  const std::string inner = Item(kSpacing);
  const std::string defined = Element(0x0028, 0x9110, static_cast<std::uint32_t>(inner.size()), inner);
  for (const std::string & items : {std::string(), Item(""), Item(kSpacing), Item(kSpacing) + DelimitedItem(kSpacing),
                                    Item(nested + kSpacing), DelimitedItem(nested), Item(defined)})
  {
    EXPECT_TRUE(AreImplicitItems(items)) << items.size();
  }
}

TEST(ImplicitItems, WhatIsCutOffIsNone)
{
  const std::string items =
      DelimitedItem(Element(0x0028, 0x9110, kUndefined, Item(kSpacing)) + Element(0xFFFE, 0xE0DD, 0));
  ASSERT_TRUE(AreImplicitItems(items));
  for (std::size_t length = 1; length < items.size(); ++length)
  {
    EXPECT_FALSE(AreImplicitItems(std::string_view(items).substr(0, length))) << length;
  }
}

TEST(ImplicitItems, OtherTagsAndLengthsAreNone)
{
  EXPECT_FALSE(AreImplicitItems(kSpacing));                                             // no item
  EXPECT_FALSE(AreImplicitItems(Item(Element(0x0028, 0x0030, 9, "0.5\\0.25"))));        // beyond its item
  EXPECT_FALSE(AreImplicitItems(Item(Element(0xFFFE, 0xE0DD, 0))));                     // a delimiter of nothing
  EXPECT_FALSE(AreImplicitItems(DelimitedItem(kSpacing) + Element(0xFFFE, 0xE0DD, 0))); // another
  EXPECT_FALSE(AreImplicitItems(Item(Element(0x0028, 0x9110, 8, Element(0xFFFE, 0xE000, 1))))); // an item too long
}

TEST(ImplicitItems, SequencesWithoutAnEndToTheirDepthAreNone)
{
  std::string items = Item(kSpacing);
  for (int depth = 0; depth < 100; ++depth)
  {
    items = Item(Element(0x0028, 0x9110, static_cast<std::uint32_t>(items.size()), items));
  }
  EXPECT_FALSE(AreImplicitItems(items));
}

} // namespace
} // namespace vox::testing
