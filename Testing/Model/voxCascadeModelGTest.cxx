// SPDX-License-Identifier: Apache-2.0
// Models of two stages in one file.
#include "voxCascadeFixture.h"
#include "voxExpectError.h"
#include "voxRewriteModel.h"

#include <set>

namespace vox
{
namespace
{

using testing::CascadeModel;
using testing::CascadeStage;
using testing::ExpectRefused;
using testing::TemporaryFolder;

/** As Rewrite, with the digest of the tensors that are written. */
template <typename TChange>
void
RewriteWithDigest(const std::filesystem::path & from, const std::filesystem::path & to, TChange && change)
{
  testing::Rewrite(from, to, [&](auto & metadata, auto & tensors) {
    change(metadata, tensors);
    metadata["sha256_tensors"] = TensorDigest(tensors);
  });
}

void
SetPreviousStage(Model & model, Model previous)
{
  model.previousStage = std::make_shared<const Model>(std::move(previous));
}

TEST(CascadeModel, HasBothStagesInOneFile)
{
  const TemporaryFolder folder;
  const Model model = CascadeModel({"0", "1"}, {"0", "2"});
  WriteModel(folder / "m.safetensors", model);
  const Model read = ReadModel(folder / "m.safetensors");
  testing::ExpectSameModel(read, model);
  EXPECT_EQ(read.previousStage->plan.document.dump(), model.previousStage->plan.document.dump());
  EXPECT_EQ(read.previousStage->intendedUse, "the first stage");
  const SafetensorsFile file(folder / "m.safetensors");
  EXPECT_NE(file.Find("fold_1/decoder.seg_layers.0.weight"), nullptr);
  EXPECT_NE(file.Find("previous_stage/fold_2/decoder.seg_layers.0.weight"), nullptr);
  EXPECT_EQ(file.Metadata().at("voxtome_schema"), "1");
  WriteModel(folder / "again.safetensors", read);
  EXPECT_EQ(SafetensorsFile(folder / "again.safetensors").Metadata(), file.Metadata());
}

TEST(CascadeModel, BothStagesMakeNetworks)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", CascadeModel(), WeightPrecision::BFloat16);
  const Model read = ReadModel(folder / "m.safetensors");
  EXPECT_EQ(read.MakeNetwork(1).Definition().InputChannels(), 4); // two channels and two labels
  EXPECT_EQ(read.previousStage->MakeNetwork(1).Definition().InputChannels(), 2);
}

TEST(CascadeModel, OtherModelsAreWrittenAsEver)
{
  const TemporaryFolder folder;
  Model model = CascadeModel();
  model.previousStage = nullptr;
  WriteModel(folder / "m.safetensors", model);
  EXPECT_EQ(ReadModel(folder / "m.safetensors").previousStage, nullptr);
  const SafetensorsFile file(folder / "m.safetensors");
  std::set<std::string> keys;
  for (const auto & [key, value] : file.Metadata())
  {
    keys.insert(key);
  }
  EXPECT_EQ(keys, (std::set<std::string>{"configuration", "description", "folds", "intended_use", "mirror_axes", "plan",
                                         "provenance", "sha256_metadata", "sha256_tensors", "voxtome_schema"}));
}

TEST(CascadeModel, KeepsTheFingerprint)
{
  const TemporaryFolder folder;
  Model model = testing::SmallModel();
  model.fingerprint = {{"spacings", {{1.0, 1.0, 2.0}}}, {"unknown", nullptr}};
  WriteModel(folder / "m.safetensors", model);
  EXPECT_EQ(ReadModel(folder / "m.safetensors").fingerprint.dump(), model.fingerprint.dump());
}

TEST(CascadeModelRefusal, OfAPreviousStageThatIsNotTheOneOfThePlan)
{
  const TemporaryFolder folder;
  const auto notWritten = [&](const Model & model, const std::string & message) {
    VOX_EXPECT_ERROR(WriteModel(folder / "m.safetensors", model), ErrorKind::BadModel, message);
    EXPECT_EQ(folder.EntryCount(), 0);
  };
  Model model = CascadeModel();
  SetPreviousStage(model, CascadeStage("3d_fullres", {"0"}));
  notWritten(model, "m.safetensors: found the previous stage '3d_fullres' of configuration '3d_cascade_fullres', "
                    "expected '3d_lowres' as in the plan");
  SetPreviousStage(model, CascadeStage("3d_lowres", {}));
  notWritten(model, "the previous stage '3d_lowres' has no fold");
  Model other = CascadeStage("3d_lowres", {});
  other.description.labels.pop_back();
  testing::AddRandomFolds(other, {"0"});
  SetPreviousStage(model, std::move(other));
  notWritten(model, "the previous stage '3d_lowres' labels the values [1], expected [1, 2]");
  model = CascadeStage("3d_lowres", {"0"});
  SetPreviousStage(model, CascadeStage("3d_lowres", {"0"}));
  notWritten(model, "found the previous stage '3d_lowres' of configuration '3d_lowres', expected none");
}

TEST(CascadeModelRefusal, OfWeightsOfThePreviousStageThatDoNotFit)
{
  const TemporaryFolder folder;
  Model model = CascadeModel();
  Model previous = *model.previousStage;
  previous.folds[1].weights["extra"] = at::zeros({1});
  SetPreviousStage(model, std::move(previous));
  VOX_EXPECT_ERROR(WriteModel(folder / "m.safetensors", model), ErrorKind::BadModel,
                   "previous_stage: fold 1: tensor 'extra' of shape [1] is unexpected");
}

TEST(CascadeModelRefusal, OfAChangedPreviousStage)
{
  const TemporaryFolder folder;
  WriteModel(folder / "m.safetensors", CascadeModel());
  const std::string previous = "previous_stage/fold_0/";
  RewriteWithDigest(folder / "m.safetensors", folder / "half.safetensors", [&](auto &, auto & tensors) {
    std::erase_if(tensors, [&](const TensorView & view) { return view.name.starts_with(previous); });
  });
  ExpectRefused(folder / "half.safetensors", "previous_stage: fold 0: tensor '");
  RewriteWithDigest(folder / "m.safetensors", folder / "named.safetensors", [&](auto &, auto & tensors) {
    for (TensorView & view : tensors)
    {
      if (view.name.starts_with(previous))
      {
        view.name.replace(0, previous.size(), "previous_stage/fold_5/");
      }
    }
  });
  ExpectRefused(folder / "named.safetensors", "belongs to none of the 2 folds");
  RewriteWithDigest(folder / "m.safetensors", folder / "digit.safetensors", [](auto & metadata, auto &) {
    std::string & text = metadata["previous_stage"];
    text.replace(text.find("batch_size"), 10, "batch_sizf");
  });
  ExpectRefused(folder / "digit.safetensors", "the metadata have the SHA-256");
}

TEST(CascadeModelRefusal, OfTensorsOfAStageThatIsNotThere)
{
  const TemporaryFolder folder;
  Model model = CascadeModel();
  WriteModel(folder / "both.safetensors", model);
  model.previousStage = nullptr;
  WriteModel(folder / "one.safetensors", model);
  RewriteWithDigest(folder / "both.safetensors", folder / "mixed.safetensors", [&](auto & metadata, auto &) {
    metadata = SafetensorsFile(folder / "one.safetensors").Metadata();
  });
  ExpectRefused(folder / "mixed.safetensors", "tensor 'previous_stage/fold_0/");
}

} // namespace
} // namespace vox
