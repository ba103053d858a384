// SPDX-License-Identifier: Apache-2.0
#include "voxOptions.h"

#include "voxExpectError.h"

#include <array>

namespace
{

enum class Color
{
  Red,
  Green
};

std::span<const vox::EnumName<Color>>
EnumNames(Color)
{
  static constexpr std::array<vox::EnumName<Color>, 2> names{{{Color::Red, "red"}, {Color::Green, "green"}}};
  return names;
}

struct Inner
{
  double rate = 0.5;
  vox::Zyx<std::int64_t> size{1, 2, 3};
};

template <typename TVisitor>
void
VisitFields(Inner & o, TVisitor && visit)
{
  visit("rate", o.rate, "a rate");
  visit("size", o.size, "a size");
}

struct Outer
{
  bool on = true;
  std::int64_t count = 7;
  std::string name = "x";
  Color color = Color::Red;
  std::optional<double> maybe;
  std::vector<int> list{1, 2};
  Inner inner;
};

template <typename TVisitor>
void
VisitFields(Outer & o, TVisitor && visit)
{
  visit("on", o.on, "a switch");
  visit("count", o.count, "a count");
  visit("name", o.name, "a name");
  visit("color", o.color, "a color");
  visit("maybe", o.maybe, "perhaps a number");
  visit("list", o.list, "a list");
  visit("inner", o.inner, "nested");
}

} // namespace

using vox::ErrorKind;
using vox::Json;

TEST(Options, SurviveARoundTripThroughJson)
{
  Outer changed;
  changed.on = false;
  changed.count = -3;
  changed.name = "a \"quoted\" name";
  changed.color = Color::Green;
  changed.maybe = 2.5;
  changed.list = {9};
  changed.inner.size = {4, 5, 6};
  Outer read;
  vox::FromJson(vox::ToJson(changed), read, "test");
  EXPECT_EQ(vox::ToJson(read), vox::ToJson(changed));
  EXPECT_EQ(read.inner.size, changed.inner.size);
}

TEST(Options, MissingKeysKeepTheirValue)
{
  Outer options;
  options.count = 11;
  vox::FromJson(Json{{"inner", {{"rate", 0.25}}}}, options, "test");
  EXPECT_EQ(options.count, 11);
  EXPECT_EQ(options.inner.rate, 0.25);
  EXPECT_EQ(options.inner.size.x, 3);
}

TEST(Options, AnUnknownKeyIsRefusedWithTheKnownOnes)
{
  Outer options;
  VOX_EXPECT_ERROR(vox::FromJson(Json{{"colour", "red"}}, options, "a.json"), ErrorKind::Usage,
                   "a.json: unknown key 'colour'; known are: on, count, name, color, maybe, list, inner");
  VOX_EXPECT_ERROR(vox::FromJson(Json{{"inner", {{"rat", 1}}}}, options, "a.json"), ErrorKind::Usage,
                   "a.json: inner: unknown key 'rat'");
}

TEST(Options, AValueOfTheWrongTypeIsRefused)
{
  Outer options;
  VOX_EXPECT_ERROR(vox::FromJson(Json{{"count", 1.5}}, options, "t"), ErrorKind::Usage,
                   "count: found 1.5, expected a whole number");
  VOX_EXPECT_ERROR(vox::FromJson(Json{{"on", "yes"}}, options, "t"), ErrorKind::Usage, "expected true or false");
  VOX_EXPECT_ERROR(vox::FromJson(Json{{"color", "blue"}}, options, "t"), ErrorKind::Usage,
                   "'blue' is not known; known are: red, green");
  VOX_EXPECT_ERROR(vox::FromJson(Json{{"inner", {{"size", {1, 2}}}}}, options, "t"), ErrorKind::Usage, "z, y, x");
  VOX_EXPECT_ERROR(vox::FromJson(Json::array(), options, "t"), ErrorKind::Usage, "expected an object");
}

TEST(Options, TextSetsNestedFieldsAndPlainWords)
{
  Outer options;
  vox::SetFromText(options, "inner.rate", "0.125", "--set");
  vox::SetFromText(options, "color", "green", "--set");
  vox::SetFromText(options, "list", "[3,4]", "--set");
  vox::SetFromText(options, "maybe", "null", "--set");
  EXPECT_EQ(options.inner.rate, 0.125);
  EXPECT_EQ(options.color, Color::Green);
  EXPECT_EQ(options.list, (std::vector<int>{3, 4}));
  EXPECT_FALSE(options.maybe.has_value());
  VOX_EXPECT_ERROR(vox::SetFromText(options, "inner.speed", "1", "--set"), ErrorKind::Usage, "unknown key 'speed'");
}

TEST(Options, DescriptionsListEveryFieldWithItsDefault)
{
  const auto fields = vox::DescribeFields(Outer{});
  ASSERT_EQ(fields.size(), 8U);
  EXPECT_EQ(fields[6].key, "inner.rate");
  EXPECT_EQ(fields[6].defaultValue, "0.5");
  EXPECT_EQ(fields[6].help, "a rate");
}
