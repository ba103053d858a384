// SPDX-License-Identifier: Apache-2.0
#include "voxDamagedJson.h"
#include "voxModelFixture.h"
#include "voxModelMetadata.h"
#include "voxSafetensors.h"

#include <fmt/format.h>

namespace vox
{
namespace
{

/** With a digest that is right, as who damages a file on purpose would make it: SHA-256 of all keys, lengths and values
 * but the digests themselves. */
Metadata
Digested(Metadata metadata)
{
  metadata.erase("sha256_metadata");
  std::string text;
  for (const auto & [key, value] : metadata)
  {
    text += key == tensorDigestKey ? "" : fmt::format("{}\n{}\n{}\n", key, value.size(), value);
  }
  const TensorView view{"metadata", "U8", {static_cast<std::int64_t>(text.size())}, std::as_bytes(std::span(text))};
  metadata["sha256_metadata"] = TensorDigest({&view, 1});
  return metadata;
}

void
ReadMetadata(const Metadata & metadata)
{
  const Model model = ModelFromMetadata(Digested(metadata), "m.safetensors");
  static_cast<void>(model.Configuration());
  static_cast<void>(PreviousStageMetadata(metadata, "m.safetensors"));
}

TEST(DamagedMetadata, TheDigestIsThatOfTheFile)
{
  const Metadata metadata = MetadataOf(testing::SmallModel());
  EXPECT_EQ(Digested(metadata), metadata);
}

TEST(DamagedMetadata, EveryValueReplacedIsReadOrRefusedInOneLine)
{
  const Metadata whole = MetadataOf(testing::SmallModel());
  for (const char * key : {"plan", "description", "folds", "mirror_axes", "provenance"})
  {
    EXPECT_GT(testing::ReadDamaged(Json::parse(whole.at(key)),
                                   [&](const Json & damaged) {
                                     Metadata metadata = whole;
                                     metadata[key] = damaged.dump();
                                     ReadMetadata(metadata);
                                   }),
              0)
        << key;
  }
}

TEST(DamagedMetadata, ChangedBytesAreReadOrRefusedInOneLine)
{
  Metadata whole = MetadataOf(testing::SmallModel());
  whole[previousStageKey] = Json(whole).dump();
  for (const auto & [key, text] : whole)
  {
    testing::ReadDamagedText(text, 500, [&, name = key](const std::string & damaged) {
      Metadata metadata = whole;
      metadata[name] = damaged;
      ReadMetadata(metadata);
    });
  }
}

} // namespace
} // namespace vox
