// SPDX-License-Identifier: Apache-2.0
#include "voxDatasetFolder.h"
#include "voxExpectSameJson.h"
#include "voxFingerprint.h"
#include "voxReadVolume.h"
#include "voxSharedFolder.h"

#include <string>

namespace vox
{
namespace
{

/** nnU-Net adds up the drawn intensities in single precision, this program in double; 8e-8 was measured between the
 * two. */
constexpr double kRelative = 1e-5;

void
ExpectNnunetsFingerprint(const std::string & dataset, const std::string & expectedFolder)
{
  const DatasetFolder folder = OpenDataset(testing::SharedPath(dataset));
  const auto read = [&](std::int64_t i) {
    const CaseFiles & files = folder.training.at(static_cast<std::size_t>(i));
    return LabelledVolume{files.name, ReadCaseImage(files.channels), ReadLabelMap(files.labels.value())};
  };
  const Fingerprint fingerprint =
      ComputeFingerprint(static_cast<std::int64_t>(folder.training.size()), read, ReadingOrder::AsStored);
  const Json expected = ReadJson(testing::SharedPath(expectedFolder) / "dataset_fingerprint.json");
  testing::ExpectSameJson(ToJson(fingerprint), expected, kRelative);

  // Only mean and deviation depend on the precision of a sum.
  const char * key = "foreground_intensity_properties_per_channel";
  const IntensityStatistics & statistics = fingerprint.foregroundIntensities.at(0);
  const Json & channel = expected.at(key).at("0");
  EXPECT_EQ(statistics.median, channel.at("median").get<double>());
  EXPECT_EQ(statistics.minimum, channel.at("min").get<double>());
  EXPECT_EQ(statistics.maximum, channel.at("max").get<double>());
  EXPECT_EQ(statistics.percentile005, channel.at("percentile_00_5").get<double>());
  EXPECT_EQ(statistics.percentile995, channel.at("percentile_99_5").get<double>());
  ::testing::Test::RecordProperty("mean_relative_difference",
                                  fmt::format("{:.1e}", statistics.mean / channel.at("mean").get<double>() - 1));
}

TEST(FingerprintGolden, OfHippocampusEqualsNnunets)
{
  VOX_REQUIRE_SHARED("data/Task04_Hippocampus");
  ExpectNnunetsFingerprint("data/Task04_Hippocampus", "parity/planning/Dataset004_Hippocampus");
}

TEST(FingerprintGolden, OfTheLeftAtriumEqualsNnunets)
{
  VOX_REQUIRE_SHARED("data/Dataset018_LeftAtrium");
  ExpectNnunetsFingerprint("data/Dataset018_LeftAtrium", "parity/planning/Dataset018_LeftAtrium");
}

} // namespace
} // namespace vox
