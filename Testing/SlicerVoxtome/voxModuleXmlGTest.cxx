// SPDX-License-Identifier: Apache-2.0
#include "voxModuleFile.h"

#include "voxAtomicFile.h"
#include "voxModuleDescription.h"
#include "voxModuleXml.h"
#include "voxProcess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace
{

using vox::testing::ParseXml;
using vox::testing::RunProgram;
using vox::testing::XmlElement;

const std::filesystem::path modules = VOX_SLICER_MODULES;
const std::filesystem::path committed = VOX_SLICER_SOURCES;

class SlicerDescription : public ::testing::TestWithParam<std::pair<std::string, std::string>>
{
public:
  [[nodiscard]] static std::string
  Committed()
  {
    return vox::ReadTextFile(committed / (GetParam().first + ".xml"));
  }
};

INSTANTIATE_TEST_SUITE_P(Modules, SlicerDescription,
                         ::testing::Values(std::pair("VoxtomeSegment", "segment"),
                                           std::pair("VoxtomeEvaluate", "evaluate")),
                         [](const auto & info) { return info.param.first; });

/** ./build/.../voxSlicerXml segment > VoxtomeSegment.xml mends it. */
TEST_P(SlicerDescription, IsThatOfTheProgramsOptions)
{
  const auto made = RunProgram({GetParam().second}, ".", VOX_SLICER_XML);
  EXPECT_EQ(made.exitCode, 0) << made.err;
  EXPECT_EQ(made.out, Committed());
}

TEST_P(SlicerDescription, IsPrintedAndLiesBesideTheModule)
{
  const auto printed = RunProgram({"--xml"}, ".", modules / GetParam().first);
  EXPECT_EQ(printed.exitCode, 0);
  EXPECT_EQ(printed.err, "");
  EXPECT_EQ(printed.out, Committed());
  EXPECT_EQ(vox::ReadTextFile(modules / (GetParam().first + ".xml")), Committed());
}

/** Slicer takes a file for a module if it can be run and has no dot in its name. */
TEST_P(SlicerDescription, BelongsToAProgramThatSlicerFinds)
{
  const auto permissions = std::filesystem::status(modules / GetParam().first).permissions();
  EXPECT_NE(permissions & std::filesystem::perms::owner_exec, std::filesystem::perms::none);
}

TEST_P(SlicerDescription, HasWhatSlicerRequires)
{
  const XmlElement module = ParseXml(Committed());
  EXPECT_EQ(module.tag, "executable");
  for (const char * tag : {"category", "title", "description", "version", "license", "contributor"})
  {
    EXPECT_NE(module.Child(tag), "") << tag;
  }
  EXPECT_EQ(module.Child("version"), VOX_VERSION);
  for (const XmlElement & group : module.children)
  {
    if (group.tag == "parameters")
    {
      EXPECT_NE(group.Child("label"), "");
      EXPECT_NE(group.Child("description"), "");
    }
  }
}

void
ExpectKnownAttributes(const XmlElement & parameter)
{
  const std::map<std::string, std::set<std::string>> known{{"image", {"type", "fileExtensions"}},
                                                           {"file", {"fileExtensions"}},
                                                           {"table", {"fileExtensions"}},
                                                           {"region", {"multiple"}}};
  const auto allowed = known.find(parameter.tag);
  for (const auto & [name, value] : parameter.attributes)
  {
    EXPECT_TRUE(allowed != known.end() && allowed->second.contains(name)) << parameter.tag << " " << name;
  }
  if (parameter.tag == "image")
  {
    EXPECT_THAT(parameter.attributes.at("type"), ::testing::AnyOf("scalar", "label", "vector"));
  }
}

void
ExpectDefaultWithinBounds(const XmlElement & parameter)
{
  const auto bounds = std::ranges::find(parameter.children, "constraints", &XmlElement::tag);
  if (bounds != parameter.children.end())
  {
    const double value = std::stod(parameter.Child("default"));
    EXPECT_GE(value, std::stod(bounds->Child("minimum")));
    EXPECT_LE(value, std::stod(bounds->Child("maximum")));
    EXPECT_GT(std::stod(bounds->Child("step")), 0.0);
  }
}

/** The rules of SlicerExecutionModel's reader, and the order of CTK's. */
TEST_P(SlicerDescription, FollowsTheRulesForParameters)
{
  const std::set<std::string> tags{"integer", "double",    "string", "boolean", "string-vector", "string-enumeration",
                                   "file",    "directory", "image",  "table",   "region"};
  const std::vector<std::string> order{"name",    "longflag", "index",       "description", "label",
                                       "default", "channel",  "constraints", "element"};
  std::set<std::string> names;
  std::set<int> indices;
  for (const XmlElement & parameter : vox::testing::ParametersOf(ParseXml(Committed())))
  {
    const std::string name = parameter.Child("name");
    SCOPED_TRACE(name);
    EXPECT_TRUE(tags.contains(parameter.tag)) << parameter.tag;
    EXPECT_TRUE(std::regex_match(name, std::regex("[A-Za-z_][A-Za-z0-9_]*")));
    EXPECT_TRUE(names.insert(name).second);
    EXPECT_NE(parameter.Has("index"), parameter.Has("longflag")) << "one of them";
    EXPECT_FALSE(parameter.Has("flag"));
    EXPECT_NE(parameter.Child("description"), "");
    EXPECT_NE(parameter.Child("label"), "");
    std::vector<std::ptrdiff_t> places;
    for (const XmlElement & child : parameter.children)
    {
      places.push_back(std::ranges::find(order, child.tag) - order.begin());
    }
    EXPECT_TRUE(std::ranges::is_sorted(places));
    EXPECT_LT(places.back(), std::ssize(order));
    ExpectKnownAttributes(parameter);
    ExpectDefaultWithinBounds(parameter);
    if (parameter.Has("index"))
    {
      indices.insert(std::stoi(parameter.Child("index")));
    }
    const bool isFile = parameter.tag == "image" || parameter.tag == "table" || parameter.tag == "file";
    EXPECT_TRUE(!isFile || parameter.Has("channel"));
    if (parameter.tag == "string-enumeration")
    {
      const auto isDefault = [&](const XmlElement & child) {
        return child.tag == "element" && child.text == parameter.Child("default");
      };
      EXPECT_TRUE(std::ranges::any_of(parameter.children, isDefault));
    }
  }
  EXPECT_EQ(indices, (std::set<int>{0, 1}));
}

/** Every flag at once, as a person sees the panel when nothing is changed: the command has the program's defaults. */
TEST_P(SlicerDescription, FlagsAreTakenAndDefaultsAreTheProgramsOwn)
{
  const XmlElement module = ParseXml(Committed());
  const bool segment = GetParam().second == "segment";
  const std::map<std::string, std::string> nodes =
      segment ? std::map<std::string, std::string>{{"inputVolume", "a.nrrd"}, {"outputSegmentation", "b.seg.nrrd"}}
              : std::map<std::string, std::string>{{"reference", "a.seg.nrrd"}, {"prediction", "b.seg.nrrd"}};
  std::vector<std::string> arguments = vox::testing::SlicerArguments(module, nodes);
  arguments.push_back("--command");
  const auto shown = RunProgram(arguments, ".", modules / GetParam().first);
  EXPECT_EQ(shown.exitCode, 0) << shown.err;
  const std::string help = RunProgram({segment ? "predict" : "evaluate", "--help"}, ".").out;
  for (const XmlElement & parameter : vox::testing::ParametersOf(module))
  {
    const std::string value = parameter.Child("default");
    if (parameter.tag == "double" || parameter.tag == "string" || parameter.Child("name") == "precision")
    {
      std::string option = "--" + parameter.Child("longflag");
      std::ranges::replace(option, '_', '-');
      EXPECT_THAT(help, ::testing::HasSubstr(option));
      if (!value.empty())
      {
        EXPECT_THAT(help, ::testing::ContainsRegex(option + " [^\n]*=" + value)) << option;
        EXPECT_THAT(shown.out, ::testing::HasSubstr(option + " " + value));
      }
    }
  }
}

TEST(SlicerModels, AreThoseThatLieThere)
{
  const std::string xml = vox::ReadTextFile(committed / "VoxtomeSegment.xml");
  const XmlElement changed = ParseXml(vox::WithModels(xml, {"brain", "liver & spleen"}));
  const auto parameters = vox::testing::ParametersOf(changed);
  const auto model = std::ranges::find_if(parameters, [](const XmlElement & p) { return p.Child("name") == "model"; });
  ASSERT_NE(model, parameters.end());
  EXPECT_EQ(model->Child("default"), "brain");
  std::vector<std::string> names;
  for (const XmlElement & child : model->children)
  {
    if (child.tag == "element")
    {
      names.push_back(child.text);
    }
  }
  EXPECT_THAT(names, ::testing::ElementsAre("brain", "liver & spleen"));
  EXPECT_EQ(vox::WithModels(xml, {}), xml);
  EXPECT_EQ(vox::WithModels(xml, {"hippocampus"}), xml);
}

} // namespace
