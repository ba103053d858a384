// SPDX-License-Identifier: Apache-2.0
#include "voxExpectSameJson.h"
#include "voxPlanner.h"
#include "voxSharedFolder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

namespace vox
{
namespace
{

constexpr double kRelative = 1e-6;

Fingerprint
ReadFingerprint(const std::filesystem::path & folder)
{
  const std::filesystem::path path = folder / "dataset_fingerprint.json";
  return FingerprintFromJson(ReadJson(path), path.string());
}

DatasetDescription
ReadDescription(const std::filesystem::path & folder, const std::string & name)
{
  const std::filesystem::path path = folder / "dataset.json";
  DatasetDescription description = ParseDatasetDescription(ReadJson(path), path.string());
  description.name = name;
  return description;
}

/** How each plans file of the parity set was made. */
const std::map<std::string, PlannerOptions> &
Variants()
{
  static const std::map<std::string, PlannerOptions> variants = [] {
    std::map<std::string, PlannerOptions> result;
    result["nnUNetPlans"].planner = Planner::Default;
    result["nnUNetResEncUNetMPlans"].planner = Planner::ResEncM;
    result["nnUNetResEncUNetLPlans"].planner = Planner::ResEncL;
    result["nnUNetResEncUNetXLPlans"].planner = Planner::ResEncXL;
    PlannerOptions & larger = result["nnUNetPlans_14GB"];
    larger.gpuMemoryTargetGb = 14;
    larger.plansName = "nnUNetPlans_14GB";
    PlannerOptions & smaller = result["nnUNetResEncUNetPlans_5GB"];
    smaller.planner = Planner::ResEncM;
    smaller.gpuMemoryTargetGb = 5;
    smaller.plansName = "nnUNetResEncUNetPlans_5GB";
    PlannerOptions & spacing = result["nnUNetPlans_customspacing"];
    spacing.overwriteTargetSpacingMm = Zyx<double>{1.5, 0.8, 0.8};
    spacing.plansName = "nnUNetPlans_customspacing";
    return result;
  }();
  return variants;
}

/** nnU-Net copies the intensities of the fingerprint key by key. Its own files have them sorted, as we write them;
 * those of the invented fingerprints are not. */
Json
WithSortedIntensities(Json plan)
{
  for (auto & channel : plan.at("foreground_intensity_properties_per_channel"))
  {
    channel = Json(channel.get<std::map<std::string, double>>());
  }
  return plan;
}

/** Compares all plans of one folder; gives back their number. */
int
ComparePlans(const std::filesystem::path & folder)
{
  const Fingerprint fingerprint = ReadFingerprint(folder);
  const DatasetDescription description = ReadDescription(folder, folder.filename().string());
  int compared = 0;
  for (const auto & [name, options] : Variants())
  {
    const std::filesystem::path path = folder / (name + ".json");
    if (std::filesystem::exists(path))
    {
      SCOPED_TRACE(path.string());
      Json planned = MakePlan(fingerprint, description, options).document;
      EXPECT_EQ(planned.at("voxtome"), Json({{"reading_order", "ras"}}));
      planned.erase("voxtome");
      testing::ExpectSameJson(planned, WithSortedIntensities(ReadJson(path)), kRelative);
      ++compared;
    }
  }
  return compared;
}

int
ComparePlansBelow(const std::filesystem::path & folder)
{
  int compared = 0;
  for (const auto & entry : std::filesystem::directory_iterator(folder))
  {
    if (std::filesystem::exists(entry.path() / "dataset_fingerprint.json"))
    {
      compared += ComparePlans(entry.path());
    }
  }
  return compared;
}

TEST(PlannerParity, PlansOfMeasuredFingerprintsEqualThoseOfNnunet)
{
  VOX_REQUIRE_SHARED("parity/planning/Dataset004_Hippocampus");
  EXPECT_EQ(ComparePlansBelow(testing::SharedPath("parity/planning")), 25);
}

TEST(PlannerParity, PlansOfInventedFingerprintsEqualThoseOfNnunet)
{
  VOX_REQUIRE_SHARED("parity/planning/handmade_fingerprints");
  EXPECT_EQ(ComparePlansBelow(testing::SharedPath("parity/planning/handmade_fingerprints")), 48);
}

TEST(PlannerParity, PlansOfPublishedFingerprintsEqualThePublishedPlans)
{
  VOX_REQUIRE_SHARED("data/nnunet-plans");
  const std::map<std::string, std::string> published{
      {"data/nnunet-plans/Usamakhan843+3D-Lung-Tumor-Segmentation-with-nnU-Net", "nnUNetPlans.json"},
      {"data/nnunet-plans/timdehaan1+automatic-liver-segmentation-nnUnet", "plans.json"}};
  for (const auto & [name, file] : published)
  {
    SCOPED_TRACE(name);
    const std::filesystem::path folder = testing::SharedPath(name);
    const Json expected = ReadJson(folder / file);
    const DatasetDescription description = ReadDescription(folder, expected.at("dataset_name").get<std::string>());
    Json planned = MakePlan(ReadFingerprint(folder), description).document;
    planned.erase("voxtome");
    testing::ExpectSameJson(planned, expected, kRelative);
  }
}

} // namespace
} // namespace vox
