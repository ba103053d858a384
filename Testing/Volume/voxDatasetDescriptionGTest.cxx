// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetDescription.h"

#include "voxError.h"
#include "voxSharedFolder.h"

#include <gmock/gmock.h>

namespace vox
{
namespace
{

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

DatasetDescription
Parse(const std::string & text)
{
  return ParseDatasetDescription(ParseJson(text, "test"), "dataset.json");
}

DatasetDescription
ParseWithLabels(const std::string & labels)
{
  return Parse(R"({"channel_names": {"0": "CT"}, "labels": )" + labels + "}");
}

std::string
MessageOf(const std::string & text)
{
  try
  {
    (void)Parse(text);
  }
  catch (const Error & error)
  {
    EXPECT_EQ(error.Kind(), ErrorKind::BadInput);
    EXPECT_THAT(error.what(), StartsWith("dataset.json"));
    return error.what();
  }
  ADD_FAILURE() << "no exception for " << text;
  return {};
}

std::string
MessageOfLabels(const std::string & labels)
{
  return MessageOf(R"({"channel_names": {"0": "CT"}, "labels": )" + labels + "}");
}

std::vector<std::string>
NamesOf(const std::vector<LabelEntry> & entries)
{
  std::vector<std::string> names;
  for (const LabelEntry & entry : entries)
  {
    names.push_back(entry.name);
  }
  return names;
}

TEST(DatasetDescription, ReadsTheFormOfNnUNet)
{
  const DatasetDescription description = Parse(R"({
    "name": "Liver", "channel_names": {"0": "CT", "1": "T2"}, "file_ending": ".nrrd", "numTraining": 7,
    "labels": {"background": 0, "vessel": 2, "liver": 1}})");
  EXPECT_EQ(description.name, "Liver");
  EXPECT_THAT(description.channelNames, ElementsAre("CT", "T2"));
  EXPECT_THAT(NamesOf(description.labels), ElementsAre("background", "vessel", "liver"));
  EXPECT_EQ(description.fileEnding, ".nrrd");
  EXPECT_FALSE(description.HasRegions());
  EXPECT_EQ(description.HeadCount(), 3);
  EXPECT_EQ(description.EntryCount(), 3);
  EXPECT_THAT(NamesOf(description.Foreground()), ElementsAre("vessel", "liver"));
  EXPECT_THAT(description.AllowedValues(), ElementsAre(0, 1, 2));
  EXPECT_FALSE(description.ignoreLabel.has_value());
}

TEST(DatasetDescription, ReadsTheFormOfTheDecathlon)
{
  const DatasetDescription description = Parse(R"({
    "name": "BRATS", "modality": {"0": "FLAIR", "1": "T1w", "2": "t1gd", "3": "T2w"},
    "labels": {"0": "nothing", "1": "edema", "2": "tumour"}})");
  EXPECT_THAT(description.channelNames, ElementsAre("FLAIR", "T1w", "t1gd", "T2w"));
  EXPECT_THAT(NamesOf(description.labels), ElementsAre("background", "edema", "tumour"));
  EXPECT_THAT(description.labels[2].values, ElementsAre(2));
  EXPECT_EQ(description.fileEnding, ".nii.gz");
}

TEST(DatasetDescription, ChannelsAreInTheOrderOfTheirNumbers)
{
  Json json = ParseJson(R"({"labels": {"background": 0, "a": 1}})", "test");
  std::vector<std::string> expected(12);
  for (int i = 11; i >= 0; --i)
  {
    expected[i] = fmt::format("c{}", i);
    json["channel_names"][std::to_string(i)] = expected[i];
  }
  EXPECT_EQ(ParseDatasetDescription(json, "test").channelNames, expected);
}

TEST(DatasetDescription, RegionsKeepTheOrderOfTheFile)
{
  const DatasetDescription description = Parse(R"({"channel_names": {"0": "T1"},
    "labels": {"background": 0, "whole": [1, 2, 3], "core": [2, 3], "active": 3},
    "regions_class_order": [1, 2, 3]})");
  EXPECT_TRUE(description.HasRegions());
  EXPECT_EQ(description.HeadCount(), 3);
  EXPECT_EQ(description.EntryCount(), 4);
  EXPECT_THAT(NamesOf(description.Foreground()), ElementsAre("whole", "core", "active"));
  EXPECT_THAT(description.labels[1].values, ElementsAre(1, 2, 3));
  EXPECT_THAT(description.regionsClassOrder, ElementsAre(1, 2, 3));
  EXPECT_THAT(description.AllowedValues(), ElementsAre(0, 1, 2, 3));
}

TEST(DatasetDescription, ListsOfOneValueAreNoRegions)
{
  const DatasetDescription description = ParseWithLabels(R"({"background": [0], "a": [1], "b": 2})");
  EXPECT_FALSE(description.HasRegions());
  EXPECT_EQ(description.HeadCount(), 3);
  EXPECT_THAT(description.regionsClassOrder, IsEmpty());
}

TEST(DatasetDescription, TheIgnoreLabelIsNoLabelButCountsAsEntry)
{
  const DatasetDescription description = ParseWithLabels(R"({"background": 0, "ignore": 2, "a": 1})");
  EXPECT_EQ(description.ignoreLabel, 2);
  EXPECT_THAT(NamesOf(description.labels), ElementsAre("background", "a"));
  EXPECT_EQ(description.HeadCount(), 2);
  EXPECT_EQ(description.EntryCount(), 3);
  EXPECT_THAT(NamesOf(description.Foreground()), ElementsAre("a"));
  EXPECT_THAT(description.AllowedValues(), ElementsAre(0, 1, 2));
}

TEST(DatasetDescription, UnknownKeysSurviveARoundTrip)
{
  const std::string text = R"({"citation": ["x"], "channel_names": {"0": "CT"},
    "labels": {"background": 0, "whole": [1, 2], "core": 2, "ignore": 3}, "regions_class_order": [1, 2],
    "overwrite_image_reader_writer": "NibabelIO", "numTraining": 3, "file_ending": ".mha", "nested": {"b": 1, "a": null}})";
  const Json json = ParseJson(text, "test");
  EXPECT_EQ(ToJson(Parse(text)).dump(), json.dump());
}

TEST(DatasetDescription, TheDecathlonFormIsWrittenAsNnUNetForm)
{
  const Json json = ToJson(Parse(R"({"name": "M", "licence": "CC", "modality": {"0": "MRI"},
    "labels": {"0": "background", "1": "a"}})"));
  EXPECT_FALSE(json.contains("modality"));
  EXPECT_EQ(json.at("licence"), "CC");
  EXPECT_EQ(json.at("channel_names").dump(), R"({"0":"MRI"})");
  EXPECT_EQ(json.at("labels").dump(), R"({"background":0,"a":1})");
  EXPECT_EQ(json.at("file_ending"), ".nii.gz");
  EXPECT_EQ(ToJson(ParseDatasetDescription(json, "again")).dump(), json.dump());
}

TEST(DatasetDescription, ADescriptionMadeInCodeCanBeWrittenAndRead)
{
  DatasetDescription description;
  description.name = "Phantom";
  description.channelNames = {"CT"};
  description.labels = {{"background", {0}}, {"sphere", {1}}};
  const DatasetDescription read = ParseDatasetDescription(ToJson(description), "phantom");
  EXPECT_EQ(read.name, "Phantom");
  EXPECT_EQ(NamesOf(read.labels), NamesOf(description.labels));
}

TEST(DatasetDescription, WhatIsMissingOrOfTheWrongKindIsNamed)
{
  EXPECT_THAT(MessageOf("[1]"), HasSubstr("found array, expected an object"));
  EXPECT_THAT(MessageOf(R"({"labels": {"background": 0}})"), HasSubstr("'channel_names' is missing"));
  EXPECT_THAT(MessageOf(R"({"modality": {"0": "CT"}})"), HasSubstr("'labels' is missing"));
  EXPECT_THAT(MessageOf(R"({"channel_names": ["CT"], "labels": {}})"), HasSubstr(R"(such as {"0": "CT"})"));
  EXPECT_THAT(MessageOf(R"({"channel_names": {"1": "CT"}, "labels": {}})"), HasSubstr(R"(a name for channel "0")"));
  EXPECT_THAT(MessageOf(R"({"channel_names": {"0": "CT"}, "labels": {"background": 0}, "file_ending": "nii"})"),
              HasSubstr("with its dot"));
  EXPECT_THAT(MessageOf(R"({"channel_names": {"0": "CT"}, "labels": {"background": 0}, "name": 4})"),
              HasSubstr("name: found 4, expected text"));
}

TEST(DatasetDescription, LabelsThatCannotBeTrainedAreRefused)
{
  EXPECT_THAT(MessageOfLabels("{}"), HasSubstr("expected an object that names the labels"));
  EXPECT_THAT(MessageOfLabels(R"({"a": 1, "b": 2})"), HasSubstr("expected one named 'background' with the value 0"));
  EXPECT_THAT(MessageOfLabels(R"({"background": 1, "a": 0})"), HasSubstr("'background' with the value 0"));
  EXPECT_THAT(MessageOfLabels(R"({"background": 0, "a": 1, "b": 3})"), HasSubstr("2 is missing"));
  EXPECT_THAT(MessageOfLabels(R"({"background": 0, "a": 1, "b": 1})"), HasSubstr("label 'b' has the value 1"));
  EXPECT_THAT(MessageOfLabels(R"({"background": 0, "a": 1.5})"), HasSubstr("label 'a' has the value 1.5"));
  EXPECT_THAT(MessageOfLabels(R"({"background": 0, "a": -1})"), HasSubstr("label 'a' has the value -1"));
  EXPECT_THAT(MessageOfLabels(R"({"background": 0, "a": []})"), HasSubstr("label 'a' has an empty list"));
  EXPECT_THAT(MessageOfLabels(R"({"0": "background", "one": "a"})"), HasSubstr("label value 'one'"));
  EXPECT_THAT(MessageOfLabels(R"({"0": "background", "1": "a", "2": "a"})"), HasSubstr("'a' occurs twice"));
  EXPECT_THAT(MessageOfLabels(R"({"background": 0, "a\n": 1})"), HasSubstr("found 'a?', expected a text without line"));
  EXPECT_THAT(MessageOfLabels(R"({"0": "background", "1": "\u001b[2J"})"), HasSubstr("found '?[2J', expected a text"));
}

TEST(DatasetDescription, AnIgnoreLabelMustStandAboveAllOthers)
{
  EXPECT_THAT(MessageOfLabels(R"({"background": 0, "ignore": 1, "a": 2})"), HasSubstr("expected 2, above all others"));
  EXPECT_THAT(MessageOfLabels(R"({"background": 0, "a": 1, "ignore": [2, 3]})"),
              HasSubstr("expected one whole number"));
  EXPECT_THAT(MessageOfLabels(R"({"background": 0, "a": 1, "ignore": 1})"), HasSubstr("a value of its own"));
}

TEST(DatasetDescription, RegionsNeedOneValueEach)
{
  const std::string start = R"({"channel_names": {"0": "CT"}, "labels": {"background": 0, "a": [1, 2], "b": 2})";
  EXPECT_THAT(MessageOf(start + "}"), HasSubstr("regions_class_order: found null, expected a list of 2 label values"));
  EXPECT_THAT(MessageOf(start + R"(, "regions_class_order": [1]})"), HasSubstr("a list of 2 label values"));
  EXPECT_THAT(MessageOf(start + R"(, "regions_class_order": [1, 3]})"), HasSubstr("only values of the labels"));
}

TEST(DatasetDescription, RealDecathlonFileIsRead)
{
  VOX_REQUIRE_SHARED("data/Task04_Hippocampus/dataset.json");
  const auto path = testing::SharedPath("data/Task04_Hippocampus/dataset.json");
  const DatasetDescription description = ParseDatasetDescription(ReadJson(path), path.string());
  EXPECT_EQ(description.name, "Hippocampus");
  EXPECT_THAT(description.channelNames, ElementsAre("MRI"));
  EXPECT_THAT(NamesOf(description.labels), ElementsAre("background", "Anterior", "Posterior"));
  EXPECT_EQ(description.HeadCount(), 3);
  EXPECT_EQ(ToJson(description).at("training").size(), 195u);
}

TEST(DatasetDescription, RealNnUNetFileIsRead)
{
  VOX_REQUIRE_SHARED("data/Dataset018_LeftAtrium/dataset.json");
  const auto path = testing::SharedPath("data/Dataset018_LeftAtrium/dataset.json");
  const DatasetDescription description = ParseDatasetDescription(ReadJson(path), path.string());
  EXPECT_THAT(description.channelNames, ElementsAre("LGE-MR"));
  EXPECT_THAT(NamesOf(description.labels), ElementsAre("background", "left_atrium"));
  EXPECT_EQ(ToJson(description).dump(), ReadJson(path).dump());
}

TEST(DatasetDescription, UnderstandsLabelsAsNnUNetDoes)
{
  constexpr const char * file = "parity/transforms/labels.json";
  VOX_REQUIRE_SHARED(file);
  const Json examples = ReadJson(testing::SharedPath(file));
  ASSERT_GE(examples.size(), 4U);
  for (const Json & example : examples)
  {
    Json json{{"channel_names", {{"0", "CT"}}}, {"labels", example.at("labels")}};
    if (!example.at("regions_class_order").is_null())
    {
      json["regions_class_order"] = example.at("regions_class_order");
    }
    const DatasetDescription description = ParseDatasetDescription(json, "dataset.json");
    EXPECT_EQ(description.HeadCount(), example.at("heads")) << example;
    EXPECT_EQ(description.HasRegions(), example.at("has_regions")) << example;
    EXPECT_EQ(description.ForegroundValues(), example.at("foreground_labels")) << example;
    const Json ignored = description.ignoreLabel ? Json(*description.ignoreLabel) : Json();
    EXPECT_EQ(ignored, example.at("ignore_label")) << example;
    Json regions = Json::array();
    for (const LabelEntry & entry : description.Foreground())
    {
      regions.push_back(entry.values.size() == 1 ? Json(entry.values.front()) : Json(entry.values));
    }
    EXPECT_EQ(description.HasRegions() ? regions : Json(), example.at("foreground_regions")) << example;
  }
}

} // namespace
} // namespace vox
