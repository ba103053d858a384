// SPDX-License-Identifier: Apache-2.0
// `voxtome demo pet` and `voxtome demo kvasir` on drawn pictures in the layouts of the two data sets.
#include "voxDrawnPets.h"
#include "voxDrawnPolyps.h"
#include "voxImageBytes.h"
#include "voxPictureFile.h"
#include "voxProcess.h"
#include "voxTemporaryFolder.h"
#include "voxTinyPictureNetwork.h"

#include "voxAtomicFile.h"
#include "voxJson.h"
#include "voxReadVolume.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <csignal>
#include <set>

namespace vox::testing
{
namespace
{

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

std::vector<std::string>
NamesIn(const Json & list)
{
  return list.get<std::vector<std::string>>();
}

class PictureDemo : public ::testing::Test
{
protected:
  [[nodiscard]] ProcessResult
  Demo(const Words & arguments, int epochs = 1) const
  {
    Words words{"demo"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    words.insert(words.end(), {"--plan-set", kTinyPictureNetwork, "--set", "epochs=" + std::to_string(epochs)});
    return RunProgram(words, m_Folder.Path());
  }

  /** One line on stderr with these words, and no data set or training in the output folder. */
  void
  ExpectRefused(const Words & arguments, int exitCode, const std::vector<std::string> & parts) const
  {
    const ProcessResult result = Demo(arguments);
    EXPECT_EQ(result.exitCode, exitCode) << result.err;
    EXPECT_EQ(Lines(result.err).size(), 1U) << result.err;
    for (const std::string & part : parts)
    {
      EXPECT_THAT(result.err, HasSubstr(part));
    }
    EXPECT_FALSE(fs::exists(m_Folder / "out/dataset"));
  }

  [[nodiscard]] Json
  Split(const std::string & output) const
  {
    return ReadJson(m_Folder / output / "dataset/splits_final.json").at(0);
  }

  [[nodiscard]] std::vector<std::string>
  TestCases(const std::string & output) const
  {
    return NamesIn(ReadJson(m_Folder / output / "dataset/test_cases.json"));
  }

  TemporaryFolder m_Folder;
};

TEST_F(PictureDemo, PetsAreLearnedToADiceAboveNineTenths)
{
  WriteDrawnPets(m_Folder / "pets", 48, 12);
  const ProcessResult result = Demo({"pet", "--data", "pets", "-o", "out"}, 12);
  ASSERT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("warning: "), HasSubstr("cat_3.jpg: is cut off"), HasSubstr("is left out")));

  const Json summary = ReadJson(m_Folder / "out/test/summary.json");
  EXPECT_GT(summary["mean"]["1"]["Dice"], 0.9) << "pet";
  EXPECT_GT(summary["foreground_mean"]["Dice"], 0.9);
  EXPECT_EQ(summary["names"]["2"], "contour");

  const std::vector<std::string> test = TestCases("out");
  ASSERT_EQ(test.size(), 12U);
  EXPECT_EQ(test.front(), "cat_49") << "in the order of the list";
  std::set<std::string> all(test.begin(), test.end());
  const Json split = Split("out");
  for (const char * part : {"train", "val"})
  {
    for (const std::string & name : NamesIn(split[part]))
    {
      EXPECT_TRUE(all.insert(name).second) << name << " is in two parts";
    }
  }
  EXPECT_EQ(all.size(), 59U) << "all but the damaged one";
  EXPECT_EQ(split["val"].size(), 7U) << "15 % of 47";

  for (const std::string & name : test)
  {
    const Volume picture = ReadImage(m_Folder / "pets/images" / (name + ".jpg"));
    EXPECT_EQ(ReadLabelMap(m_Folder / "out/test" / (name + ".png")).geometry.size, picture.geometry.size);
  }
  for (const char * file : {"epoch_001_test_11.png", "epoch_012_test_11.png", "examples.png", "worst.png"})
  {
    EXPECT_GT(ReadImage(m_Folder / "out/pictures" / file).geometry.size.x, 300) << "three panels";
  }
  const std::string page = ReadTextFile(m_Folder / "out/index.html");
  EXPECT_THAT(page, AllOf(HasSubstr("contour"), HasSubstr("Worst cases"), HasSubstr("data:image/png;base64,")));
  EXPECT_THAT(Lines(ReadTextFile(m_Folder / "out/test/confusion.csv")).size(), 4U);
}

TEST_F(PictureDemo, AsPrintedPetsChooseTheModelOnTheTest)
{
  WriteDrawnPets(m_Folder / "pets", 10, 5);
  ASSERT_EQ(Demo({"pet", "--data", "pets", "-o", "out", "--as-printed"}).exitCode, 0);
  EXPECT_THAT(NamesIn(Split("out")["val"]), UnorderedElementsAreArray(TestCases("out")));
  EXPECT_EQ(Split("out")["train"].size(), 9U);
  const Json options = ReadJson(m_Folder / "out/run/options.json");
  EXPECT_THAT(options.dump(), AllOf(HasSubstr(R"("keep":"lowest-mean-batch-loss")"), HasSubstr("2d_as_printed")));
  const Json plan = ReadJson(m_Folder / "out/run/plans.json");
  EXPECT_THAT(plan.dump(), HasSubstr(R"("labels":"bilinear")"));
}

TEST_F(PictureDemo, TheSameSeedGivesTheSameLossesAndAResumeTheSameModel)
{
  WriteDrawnPets(m_Folder / "pets", 10, 3);
  const Words words{"pet", "--data", "pets", "-o", "once"};
  ASSERT_EQ(Demo(words, 4).exitCode, 0);
  {
    Process process(
        {"demo", "pet", "--data", "pets", "-o", "twice", "--plan-set", kTinyPictureNetwork, "--set", "epochs=4"},
        m_Folder.Path());
    ASSERT_TRUE(WaitForFile(m_Folder / "twice/pictures/epoch_001_test_2.png"));
    process.Signal(SIGINT);
    const ProcessResult interrupted = process.Wait();
    ASSERT_EQ(interrupted.exitCode, 130) << interrupted.err;
    EXPECT_THAT(interrupted.err, HasSubstr("--resume"));
  }
  EXPECT_EQ(Demo({"pet", "--data", "pets", "-o", "twice"}, 4).exitCode, 2) << "begun already";
  const ProcessResult resumed =
      RunProgram({"demo", "pet", "--data", "pets", "-o", "twice", "--resume"}, m_Folder.Path());
  ASSERT_EQ(resumed.exitCode, 0) << resumed.err;
  const auto losses = [&](const std::string & output) {
    std::vector<std::string> numbers;
    for (const std::string & line : Lines(ReadTextFile(m_Folder / output / "run/log.jsonl")))
    {
      const Json epoch = ParseJson(line, "log.jsonl");
      numbers.push_back(epoch["training_loss"].dump() + " " + epoch["validation_loss"].dump());
    }
    return numbers;
  };
  EXPECT_EQ(losses("once"), losses("twice"));
  EXPECT_EQ(losses("once").size(), 4U);
  EXPECT_EQ(ReadJson(m_Folder / "once/test/summary.json")["mean"],
            ReadJson(m_Folder / "twice/test/summary.json")["mean"]);
}

TEST_F(PictureDemo, PolypsAreDividedByPictureAndMirroredWhileTraining)
{
  WriteDrawnPolyps(m_Folder / "polyps", 20);
  ASSERT_EQ(Demo({"kvasir", "--data", "polyps", "-o", "out"}).exitCode, 0);
  const Json split = Split("out");
  EXPECT_EQ(split["train"].size(), 14U);
  EXPECT_EQ(split["val"].size(), 3U);
  EXPECT_EQ(TestCases("out").size(), 3U);
  EXPECT_FALSE(fs::exists(m_Folder / "out/dataset/imagesTr")) << "pictures stay where they are";
  const Json plan = ReadJson(m_Folder / "out/run/plans.json");
  EXPECT_TRUE(plan["configurations"]["2d"]["voxtome"]["picture"]["grey"]);
  const Json options = ReadJson(m_Folder / "out/run/options.json");
  EXPECT_EQ(options["options"]["training"]["augmentation"]["affine_jitter_pixels"], 10.0);
  for (const fs::directory_entry & entry : fs::directory_iterator(m_Folder / "out/dataset/labelsTr"))
  {
    const auto highest = ReadLabelMap(entry.path()).voxels.max().item<int>();
    EXPECT_EQ(highest, 1) << entry.path();
  }
}

TEST_F(PictureDemo, AsPrintedPolypsAreCopiedBeforeTheyAreDivided)
{
  WriteDrawnPolyps(m_Folder / "polyps", 8);
  ASSERT_EQ(Demo({"kvasir", "--data", "polyps", "-o", "out", "--as-printed"}).exitCode, 0);
  const Json split = Split("out");
  EXPECT_EQ(split["train"].size(), 28U);
  EXPECT_EQ(split["val"].size(), 6U);
  EXPECT_EQ(TestCases("out").size(), 6U);
  const fs::path labels = m_Folder / "out/dataset/labelsTr";
  const at::Tensor original = ReadLabelMap(labels / "polyp_1.png").voxels;
  EXPECT_TRUE(ReadLabelMap(labels / "polyp_1_mirror-x.png").voxels.equal(original.flip({3})));
  EXPECT_TRUE(ReadLabelMap(labels / "polyp_1_mirror-y.png").voxels.equal(original.flip({2})));
  EXPECT_TRUE(ReadLabelMap(labels / "polyp_1_mirror-xy.png").voxels.equal(original.flip({2, 3})));
  const at::Tensor moved = ReadLabelMap(labels / "polyp_1_affine.png").voxels;
  EXPECT_FALSE(moved.equal(original));
  EXPECT_LE(moved.max().item<int>(), 1);
  // The polyp is brighter than its ground: a copy that moved picture and mask apart would mix the two.
  const at::Tensor picture = ReadImage(m_Folder / "out/dataset/imagesTr/polyp_1_affine.png").voxels[0];
  const at::Tensor inside = moved[0].to(at::kBool);
  EXPECT_GT(picture.masked_select(inside).mean().item<double>(),
            picture.masked_select(inside.logical_not()).mean().item<double>() + 60.0);
}

TEST_F(PictureDemo, RefusesWhatCannotBeTrained)
{
  WriteDrawnPolyps(m_Folder / "polyps", 8);
  ExpectRefused({"kvasir", "-o", "out"}, 2, {"--data is required", "datasets.simula.no"});
  ExpectRefused({"kvasir", "--data", "nowhere", "-o", "out"}, 3, {"nowhere: not found", "datasets.simula.no"});
  ExpectRefused({"hippocampus", "--as-printed", "-o", "out"}, 2, {"nothing is trained"});
  ExpectRefused({"pet", "--data", "polyps", "-o", "out"}, 3, {"annotations/trimaps: not found"});

  fs::rename(m_Folder / "polyps/masks/polyp_2.jpg", m_Folder / "kept.jpg");
  ExpectRefused({"kvasir", "--data", "polyps", "-o", "out"}, 3, {"found no mask for 1 of 8 names", "polyp_2"});
  WriteJpeg(m_Folder / "polyps/masks/polyp_2.jpg", at::zeros({1, 1, 20, 30}, at::kByte));
  ExpectRefused({"kvasir", "--data", "polyps", "-o", "out"}, 3,
                {"polyp_2.jpg: found a mask of 30x20 pixels", "expected 96x80"});
}

/** Archives have a few files that are damaged: they are named and left out. Masks of other values are refused. */
TEST_F(PictureDemo, NamesEachMaskThatIsNone)
{
  WriteDrawnPolyps(m_Folder / "polyps", 9);
  const auto mask = [&](int number) {
    fs::remove(m_Folder / fmt::format("polyps/masks/polyp_{}.jpg", number));
    return m_Folder / fmt::format("polyps/masks/polyp_{}.png", number);
  };
  const at::Tensor transparent = at::full({4, 1, 80, 96}, 255, at::kByte);
  WritePng(mask(1), transparent);
  WriteTextFile(mask(2), "not a picture");
  const std::string red("\0\0\0\xff\0\0", 6); // of grey value 76
  WriteTextFile(mask(3), PngBytes(96, 80, 3, 8, std::string(96 * 80, '\1'), red));
  WritePng(mask(4), at::ones({1, 1, 80, 96}, at::kByte));
  const Words words{"kvasir", "--data", "polyps", "-o", "out"};
  const ProcessResult refused = Demo(words);
  EXPECT_EQ(refused.exitCode, 3) << refused.err;
  EXPECT_FALSE(fs::exists(m_Folder / "out/dataset"));
  const std::pair<const char *, const char *> found[]{
      {"polyp_1.png: is a picture with alpha", "the case is left out"},
      {"polyp_2.png: its content is not PNG", "the case is left out"},
      {"polyp_3.png: found 0 and 76 as its only values", "set a threshold below 76"},
      {"polyp_4.png: found 0 and 1 as its only values", "set a threshold below 1"}};
  for (const auto & [what, advice] : found)
  {
    EXPECT_THAT(Lines(refused.err), Contains(AllOf(HasSubstr(what), HasSubstr(advice)))) << refused.err;
  }

  for (const int number : {3, 4})
  {
    fs::remove(m_Folder / fmt::format("polyps/masks/polyp_{}.png", number));
    fs::remove(m_Folder / fmt::format("polyps/images/polyp_{}.jpg", number));
  }
  const ProcessResult result = Demo(words);
  ASSERT_EQ(result.exitCode, 0) << result.err;
  const Json split = Split("out");
  EXPECT_EQ(split.at("train").size() + split.at("val").size() + TestCases("out").size(), 5U);

  fs::remove_all(m_Folder / "out");
  for (int number = 5; number <= 9; ++number)
  {
    WritePng(mask(number), transparent);
  }
  EXPECT_EQ(Demo(words).exitCode, 3) << "all are left out";
  EXPECT_FALSE(fs::exists(m_Folder / "out/dataset"));
}

TEST_F(PictureDemo, RefusesMasksOfOtherNumbers)
{
  WriteDrawnPets(m_Folder / "pets", 6, 4);
  const fs::path trimap = m_Folder / "pets/annotations/trimaps/cat_1.png";
  WritePng(trimap, ReadImage(trimap).voxels.to(at::kByte) + 5);
  const ProcessResult result = Demo({"pet", "--data", "pets", "-o", "out"});
  EXPECT_EQ(result.exitCode, 3) << result.err;
  EXPECT_THAT(Lines(result.err).back(),
              AllOf(HasSubstr("cat_1.png: found"), HasSubstr("other values than 1, 2, 3: 6, 7, 8"),
                    HasSubstr("set a threshold")));
  EXPECT_FALSE(fs::exists(m_Folder / "out/dataset"));
}

/** A mask is found whatever the case of its name and its ending, which is said. */
TEST_F(PictureDemo, SaysWhichNamesDifferInCase)
{
  WriteDrawnPolyps(m_Folder / "polyps", 8);
  fs::rename(m_Folder / "polyps/masks/polyp_2.jpg", m_Folder / "polyps/masks/POLYP_2.JPG");
  const ProcessResult result = Demo({"kvasir", "--data", "polyps", "-o", "out"});
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("POLYP_2.JPG for polyp_2"));
}

TEST_F(PictureDemo, NamesTheSizesThatANetworkTakes)
{
  WriteDrawnPolyps(m_Folder / "polyps", 8);
  const ProcessResult result = RunProgram({"demo", "kvasir", "--data", "polyps", "-o", "out", "--plan-set",
                                           R"({"patch_size": [100, 100]})", "--set", "epochs=1"},
                                          m_Folder.Path());
  EXPECT_EQ(result.exitCode, 2) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("found 100 on axis 1 (z, y, x), expected multiples of 16; the nearest are 96 and 112"));
}

} // namespace
} // namespace vox::testing
