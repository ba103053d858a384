// SPDX-License-Identifier: Apache-2.0
#include "voxPickle.h"

#include "voxPickleBytes.h"

#include <gmock/gmock.h>

namespace vox
{
namespace
{

using namespace testing::pickle;

Pickle
Read(const std::string & bytes)
{
  return ReadPickle(std::as_bytes(std::span(bytes)), "test");
}

/** The only value of a pickle. */
PickleNode
Value(const std::string & value)
{
  const Pickle pickle = Read(Pickled(value));
  return *pickle.root;
}

TEST(Pickle, ReadsNothingTrueAndFalse)
{
  EXPECT_EQ(Value(none).kind, PickleKind::None);
  EXPECT_EQ(Value(yes).kind, PickleKind::Bool);
  EXPECT_EQ(Value(yes).integer, 1);
  EXPECT_EQ(Value(no).integer, 0);
}

TEST(Pickle, ReadsIntegersOfEveryWidth)
{
  EXPECT_EQ(Value("J" + Raw(std::int32_t{-70000})).integer, -70000);
  EXPECT_EQ(Value("K" + Raw(std::uint8_t{200})).integer, 200);
  EXPECT_EQ(Value("M" + Raw(std::uint16_t{60000})).integer, 60000);
  EXPECT_EQ(Value(Op(0x8a) + Op(0)).integer, 0);
  EXPECT_EQ(Value(Op(0x8a) + Op(2) + Op(0xff) + Op(0x00)).integer, 255);
  EXPECT_EQ(Value(Op(0x8a) + Op(1) + Op(0xff)).integer, -1);
  EXPECT_EQ(Value(Op(0x8a) + Op(3) + Op(0) + Op(0) + Op(0x80)).integer, -8388608);
  EXPECT_EQ(Value(Int(INT64_MIN)).integer, INT64_MIN);
  EXPECT_EQ(Value(Int(INT64_MIN)).kind, PickleKind::Integer);
  const std::string wide = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
  EXPECT_EQ(Value(Op(0x8a) + Op(10) + wide).kind, PickleKind::LargeInteger);
  EXPECT_EQ(Value(Op(0x8a) + Op(10) + wide).text, wide);
}

TEST(Pickle, ReadsRealNumbersAsBigEndian)
{
  EXPECT_EQ(Value(Real(-0.1)).real, -0.1);
  EXPECT_EQ(Value("G\x3f\xf8" + std::string(6, '\0')).real, 1.5);
}

TEST(Pickle, ReadsTextAndBytes)
{
  EXPECT_EQ(Value(Text("Größe")).text, "Größe");
  EXPECT_EQ(Value(Text("Größe")).kind, PickleKind::Text);
  EXPECT_EQ(Value(Op(0x8c) + Op(2) + "ab").text, "ab");
  EXPECT_EQ(Value("B" + Raw(std::uint32_t{2}) + "\xff\x01").kind, PickleKind::Bytes);
  EXPECT_EQ(Value("C" + Op(2) + "\xff\x01").text, "\xff\x01");
  EXPECT_EQ(Value(Latin1("\xc3\xbf\x01")).text, "\xff\x01");
  EXPECT_EQ(Value(Latin1("\xc3\xbf\x01")).kind, PickleKind::Bytes);
}

TEST(Pickle, ReadsTuplesOfEveryForm)
{
  EXPECT_EQ(Value(")").kind, PickleKind::Tuple);
  EXPECT_EQ(Value("N" + Op(0x85)).items.size(), 1U);
  EXPECT_EQ(Value("NN" + Op(0x86)).items.size(), 2U);
  const Pickle three = Read(Pickled(Int(1) + Int(2) + Int(3) + Op(0x87)));
  ASSERT_EQ(three.root->items.size(), 3U);
  EXPECT_EQ(three.root->items[0]->integer, 1);
  EXPECT_EQ(three.root->items[2]->integer, 3);
  EXPECT_EQ(Value(Tuple({none, none, none, none})).items.size(), 4U);
}

TEST(Pickle, ReadsListsDictsAndSets)
{
  EXPECT_EQ(Value("]NaNa").items.size(), 2U);
  EXPECT_EQ(Value(List({none, yes, no})).items.size(), 3U);
  EXPECT_EQ(Value(List({none})).kind, PickleKind::List);
  EXPECT_EQ(Value("}" + Text("a") + Int(1) + "s" + Text("b") + Int(2) + "s").items.size(), 4U);
  const Pickle dict = Read(Pickled(Dict({Text("a"), Int(1), Text("b"), Int(2)})));
  EXPECT_EQ(dict.root->kind, PickleKind::Dict);
  EXPECT_EQ(dict.root->items[2]->text, "b");
  EXPECT_EQ(dict.root->items[3]->integer, 2);
  const PickleNode set = Value(Op(0x8f) + "(NN" + Op(0x90));
  EXPECT_EQ(set.kind, PickleKind::Set);
  EXPECT_EQ(set.items.size(), 2U);
}

TEST(Pickle, AnOrderedDictIsADictWithoutItsAttributes)
{
  const Pickle dict = Read(Pickled(OrderedDict({Text("a"), Int(1)})));
  EXPECT_EQ(dict.root->kind, PickleKind::Dict);
  EXPECT_EQ(dict.root->items.size(), 2U);
}

TEST(Pickle, KnownCallsKeepTheirArgumentsAndState)
{
  const Pickle device = Read(Pickled(Call(Global("torch", "device"), {Text("cuda"), Int(0)})));
  EXPECT_EQ(device.root->kind, PickleKind::Object);
  EXPECT_EQ(device.root->text, "torch device");
  ASSERT_EQ(device.root->items.size(), 1U);
  EXPECT_EQ(device.root->items[0]->items[0]->text, "cuda");
  const Pickle state = Read(Pickled(Call(Global("numpy", "dtype"), {Text("f4")}) + Tuple({Int(3)}) + "b"));
  ASSERT_EQ(state.root->items.size(), 2U);
  EXPECT_EQ(state.root->items[1]->items[0]->integer, 3);
  // NEWOBJ is REDUCE for classes.
  EXPECT_EQ(Value(Global("numpy", "dtype") + ")" + Op(0x81)).kind, PickleKind::Object);
}

TEST(Pickle, ReadsPersistentIds)
{
  const Pickle pickle = Read(Pickled(Tuple({Text("storage"), Global("torch", "FloatStorage")}) + "Q"));
  EXPECT_EQ(pickle.root->kind, PickleKind::Persistent);
  EXPECT_EQ(pickle.root->items[0]->items[1]->kind, PickleKind::Global);
  EXPECT_EQ(pickle.root->items[0]->items[1]->text, "torch FloatStorage");
}

TEST(Pickle, SharesWhatTheMemoShares)
{
  for (const std::string & pair : {"]q" + Op(7) + "h" + Op(7) + Op(0x86),
                                   "]r" + Raw(std::uint32_t{70000}) + "j" + Raw(std::uint32_t{70000}) + Op(0x86),
                                   "]" + Op(0x94) + "h" + Op(0) + Op(0x86)})
  {
    const Pickle pickle = Read(Pickled(pair));
    ASSERT_EQ(pickle.root->items.size(), 2U);
    EXPECT_EQ(pickle.root->items[0], pickle.root->items[1]);
  }
}

TEST(Pickle, ReadsTheFormOfProtocol4)
{
  const auto word = [](const std::string & text) { return Op(0x8c) + Op(static_cast<int>(text.size())) + text; };
  const std::string body =
      word("torch") + Op(0x94) + word("device") + Op(0x94) + Op(0x93) + Op(0x94) + word("cpu") + Op(0x85) + "R";
  const Pickle pickle =
      Read(Op(0x80) + Op(4) + Op(0x95) + Raw(static_cast<std::uint64_t>(body.size() + 1)) + body + ".");
  EXPECT_EQ(pickle.root->text, "torch device");
}

TEST(Pickle, EndsAtStopAndLeavesTheRest)
{
  const std::string first = Pickled(Int(1));
  EXPECT_EQ(Read(first + "anything").bytes, first.size());
}

TEST(Pickle, TheNodesStayWhenThePickleMoves)
{
  Pickle pickle = Read(Pickled(List({Int(1), Int(2)})));
  const PickleNode * root = pickle.root;
  const Pickle moved = std::move(pickle);
  EXPECT_EQ(moved.root, root);
  EXPECT_EQ(moved.root->items[1]->integer, 2);
}

TEST(Pickle, AListMayContainItself)
{
  const Pickle pickle = Read(Pickled("]q" + Op(0) + "h" + Op(0) + "a"));
  ASSERT_EQ(pickle.root->items.size(), 1U);
  EXPECT_EQ(pickle.root->items[0], pickle.root);
}

TEST(Pickle, NestingTakesNoStack)
{
  constexpr std::size_t depth = 1'000'000;
  const Pickle lists = Read(Pickled(std::string(depth, ']') + std::string(depth - 1, 'a')));
  EXPECT_EQ(lists.nodes.size(), depth);
  const Pickle tuples = Read(Pickled(")" + std::string(depth, static_cast<char>(0x85))));
  EXPECT_EQ(tuples.nodes.size(), depth + 1);
  const Pickle marks = Read(Pickled(std::string(depth, '(') + std::string(depth, 't')));
  EXPECT_EQ(marks.nodes.size(), depth);
}

TEST(Pickle, DoublingByTheMemoTakesNoMemory)
{
  // 200 tuples, each twice in the next: 2^200 values if they were written out.
  std::string tuples = ")q" + Op(0);
  for (int i = 0; i < 200; ++i)
  {
    tuples += "h" + Op(i) + Op(0x86) + "q" + Op(i + 1);
  }
  EXPECT_EQ(Read(Pickled(tuples)).nodes.size(), 201U);
}

} // namespace
} // namespace vox
