// SPDX-License-Identifier: Apache-2.0
#include "voxPickleValues.h"

#include "voxExpectError.h"
#include "voxPickleBytes.h"
#include "voxPrintable.h"

namespace vox
{
namespace
{

using namespace testing::pickle;

Pickle
Read(const std::string & value)
{
  const std::string bytes = Pickled(value);
  return ReadPickle(std::as_bytes(std::span(bytes)), "test");
}

std::optional<double>
Number(const std::string & value)
{
  return NumberInPickle(*Read(value).root);
}

Json
AsJson(const std::string & value)
{
  return PickleToJson(*Read(value).root, "test");
}

TEST(PickleValues, FindsKeysAndTakesTheLastOfTwo)
{
  const Pickle dict = Read(Dict({Text("a"), Int(1), Int(7), Int(2), Text("a"), Int(3)}));
  ASSERT_NE(FindInPickle(*dict.root, "a"), nullptr);
  EXPECT_EQ(FindInPickle(*dict.root, "a")->integer, 3);
  EXPECT_EQ(FindInPickle(*dict.root, "b"), nullptr);
  EXPECT_EQ(FindInPickle(*dict.root->items[1], "a"), nullptr);
}

TEST(PickleValues, ReadsNumbersOfEveryKind)
{
  EXPECT_EQ(Number(Int(-5)), -5.0);
  EXPECT_EQ(Number(Real(0.25)), 0.25);
  EXPECT_EQ(Number(yes), 1.0);
  // 1.5 is 3f c0 00 00 and 3f f8 00 ... in big endian; characters above 7f take two bytes in the pickle.
  EXPECT_EQ(Number(NumpyScalar("f4", std::string("\0\0\xc3\x80?", 5))), 1.5);
  EXPECT_EQ(Number(NumpyScalar("f4", std::string("?\xc3\x80\0\0", 5), ">")), 1.5);
  EXPECT_EQ(Number(NumpyScalar("f8", std::string("\0\0\0\0\0\0\xc3\xb8?", 9))), 1.5);
  EXPECT_EQ(Number(NumpyScalar("i8", std::string("\x07\0\0\0\0\0\0\0", 8))), 7.0);
  EXPECT_EQ(Number(NumpyScalar("i1", "\xc3\xbf", "|")), -1.0);
  EXPECT_EQ(Number(NumpyScalar("u1", "\xc3\xbf", "|")), 255.0);
}

TEST(PickleValues, HasNoNumberForAnythingElse)
{
  EXPECT_FALSE(Number(none));
  EXPECT_FALSE(Number(Text("1")));
  EXPECT_FALSE(Number(NumpyScalar("f4", "abc")));
  EXPECT_FALSE(Number(NumpyScalar("c8", "abcdefgh")));
  EXPECT_FALSE(Number(Call(Global("torch", "device"), {Text("cpu")})));
  EXPECT_FALSE(Number(Global("numpy._core.multiarray", "scalar") + ")R"));
  EXPECT_FALSE(Number(Call(Global("numpy._core.multiarray", "scalar"), {none, none})));
}

TEST(PickleValues, BecomeJson)
{
  const Json json{{"list", {1, 2.5, nullptr, true}}, {"nested", {{"text", "ä"}}}};
  EXPECT_EQ(AsJson(FromJson(json)), json);
  EXPECT_EQ(AsJson(Tuple({Int(1), Text("a")})), Json({1, "a"}));
  EXPECT_EQ(AsJson(Dict({Int(3), none})).dump(), R"({"3":null})");
  EXPECT_TRUE(AsJson(Real(HUGE_VAL)).is_null());
  VOX_EXPECT_ERROR((void)AsJson(Global("torch", "FloatStorage")), ErrorKind::BadModel,
                   "test: found torch FloatStorage");
  VOX_EXPECT_ERROR((void)AsJson(Dict({none, none})), ErrorKind::BadModel, "found a key that is neither text");
}

TEST(PickleValues, AreNotFollowedInCirclesOrWithoutEnd)
{
  const std::string expected = "found values nested deeper than 100 or more than 1000000";
  VOX_EXPECT_ERROR((void)AsJson("]q" + Op(0) + "h" + Op(0) + "a"), ErrorKind::BadModel, expected);
  VOX_EXPECT_ERROR((void)AsJson(std::string(200, ']') + std::string(199, 'a')), ErrorKind::BadModel, expected);
  std::string doubled = ")q" + Op(0);
  for (int i = 0; i < 90; ++i)
  {
    doubled += "h" + Op(i) + Op(0x86) + "q" + Op(i + 1);
  }
  VOX_EXPECT_ERROR((void)AsJson(doubled), ErrorKind::BadModel, expected);
}

TEST(PickleValues, OfForeignTextsArePrintedShortAndPlain)
{
  EXPECT_EQ(Printable("a b"), "a b");
  EXPECT_EQ(Printable("a\n\x1b\xff"), "a???");
  EXPECT_EQ(Printable(std::string(81, 'x')), std::string(80, 'x') + "...");
}

} // namespace
} // namespace vox
