// SPDX-License-Identifier: Apache-2.0
// Results folders of nnU-Net with one defect each: exit code 4 and one line.
#include "voxProcess.h"

#include "voxAtomicFile.h"
#include "voxJson.h"
#include "voxSharedFolder.h"
#include "voxTemporaryFolder.h"

#include <gmock/gmock.h>

#include <functional>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char * kModel = "parity/models/m2_hippocampus_2d_plain/nnUNetTrainer__nnUNetPlans__2d";

struct BadModel
{
  std::string name;
  std::function<void(const fs::path & model)> damage;
  std::vector<std::string> words; ///< of the message
};

void
PrintTo(const BadModel & badModel, std::ostream * stream)
{
  *stream << badModel.name;
}

/** Sets a value of a JSON file. */
std::function<void(const fs::path &)>
Set(const std::string & file, const std::string & pointer, const Json & value)
{
  return [=](const fs::path & model) {
    Json json = ReadJson(model / file);
    json[Json::json_pointer(pointer)] = value;
    WriteJson(model / file, json);
  };
}

std::function<void(const fs::path &)>
Remove(const std::string & file)
{
  return [=](const fs::path & model) { fs::remove_all(model / file); };
}

/** Keeps the first part of the checkpoint. */
std::function<void(const fs::path &)>
Cut(double part)
{
  return [=](const fs::path & model) {
    const fs::path checkpoint = model / "fold_0/checkpoint_final.pth";
    fs::resize_file(checkpoint, static_cast<std::uintmax_t>(part * static_cast<double>(fs::file_size(checkpoint))));
  };
}

/** A pickle, which torch.load would take, that runs a program. */
void
WriteHostile(const fs::path & model)
{
  WriteTextFile(model / "fold_0/checkpoint_final.pth", "\x80\x02"
                                                       "cos\nsystem\nX\x04" +
                                                           std::string(3, '\0') + "echo\x85R.");
}

std::vector<BadModel>
BadModels()
{
  const std::string kwargs = "/configurations/2d/architecture/arch_kwargs/";
  return {
      {"WithoutPlan", Remove("plans.json"), {"plans.json: missing", "fold_0/checkpoint_final.pth"}},
      {"WithoutDescription", Remove("dataset.json"), {"dataset.json: missing"}},
      {"WithoutFold", Remove("fold_0"), {"no folder fold_*"}},
      {"WithoutCheckpoint", Remove("fold_0/checkpoint_final.pth"), {"checkpoint_final.pth or checkpoint_best.pth"}},
      {"HalfACheckpoint", Cut(0.5), {"fold_0/checkpoint_final.pth", "cut off"}},
      {"ABitOfACheckpoint", Cut(0.01), {"fold_0/checkpoint_final.pth", "cut off"}},
      {"EmptyCheckpoint", Cut(0.0), {"fold_0/checkpoint_final.pth", "0 bytes"}},
      {"HostileCheckpoint", WriteHostile, {"fold_0/checkpoint_final.pth", "global 'os system'"}},
      {"OtherFeatures",
       Set("plans.json", kwargs + "features_per_stage", {8, 16, 24, 30}),
       {"fold_0/checkpoint_final.pth: tensor '", "24", "30"}},
      {"UnknownNetwork",
       Set("plans.json", "/configurations/2d/architecture/network_class_name", "a.b.Mamba"),
       {"a.b.Mamba", "PlainConvUNet, ResidualEncoderUNet"}},
      {"UnknownReader", Set("plans.json", "/image_reader_writer", "DicomIO"), {"DicomIO", "NibabelIOWithReorient"}},
      {"UnknownNormalization",
       Set("plans.json", "/configurations/2d/normalization_schemes", {"Histogram"}),
       {"Histogram", "ZScoreNormalization"}},
      {"UnknownResampling",
       Set("plans.json", "/configurations/2d/resampling_fn_data", "sinc"),
       {"sinc", "resample_data_or_seg_to_shape"}},
      {"OtherChannels",
       Set("dataset.json", "/channel_names", {{"0", "T1"}, {"1", "T2"}}),
       {"plans.json", "1 image channels", "has 2"}},
      {"OtherLabels",
       Set("dataset.json", "/labels/more", 3),
       {"fold_0/checkpoint_final.pth: tensor 'decoder.seg_layers"}},
  };
}

class BadModelFolder : public ::testing::TestWithParam<BadModel>
{};

TEST_P(BadModelFolder, IsRefusedWithOneLine)
{
  VOX_REQUIRE_SHARED(kModel);
  const TemporaryFolder folder;
  fs::copy(SharedPath(kModel), folder / "model", fs::copy_options::recursive);
  for (const auto & entry : fs::recursive_directory_iterator(folder / "model"))
  {
    fs::permissions(entry, fs::perms::owner_write, fs::perm_options::add);
  }
  GetParam().damage(folder / "model");
  for (const std::vector<std::string> & arguments :
       {std::vector<std::string>{"convert", "model", "m.safetensors"},
        std::vector<std::string>{"predict", "-m", "model", "-i", "image.nii.gz", "-o", "label.nii.gz"}})
  {
    const ProcessResult result = RunProgram(arguments, folder.Path());
    EXPECT_EQ(result.exitCode, 4) << result.err;
    ASSERT_EQ(Lines(result.err).size(), 1U) << result.err;
    for (const std::string & word : GetParam().words)
    {
      EXPECT_THAT(result.err, HasSubstr(word));
    }
  }
  EXPECT_EQ(folder.EntryCount(), 1);
}

INSTANTIATE_TEST_SUITE_P(Program, BadModelFolder, ::testing::ValuesIn(BadModels()),
                         [](const auto & badModel) { return badModel.param.name; });

} // namespace
} // namespace vox::testing
