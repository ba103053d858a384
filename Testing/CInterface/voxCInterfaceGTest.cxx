// SPDX-License-Identifier: Apache-2.0
#include "voxProcess.h"
#include "voxTemporaryFolder.h"

#include "vox.h"
#include "voxReadVolume.h"
#include "voxTensorMemory.h"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

namespace vox
{
namespace
{

using namespace testing;

std::filesystem::path
Example(const char * name)
{
  return std::filesystem::path(VOX_EXAMPLES_DIR) / "Hippocampus3d" / name;
}

template <typename T>
std::vector<T>
ReadRaw(const std::filesystem::path & path)
{
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

/** A grid as the arguments of voxSegmentRaw. */
std::vector<std::string>
GridArguments(const ImageGeometry & geometry)
{
  const auto & [z, y, x] = geometry.size;
  std::vector<std::string> words{std::to_string(x), std::to_string(y), std::to_string(z)};
  for (const std::size_t axis : {2U, 1U, 0U})
  {
    words.push_back(fmt::format("{}", geometry.spacingMm[axis]));
  }
  for (const double mm : geometry.originLps)
  {
    words.push_back(fmt::format("{}", mm));
  }
  for (const auto & row : geometry.directionLps)
  {
    for (const std::size_t axis : {2U, 1U, 0U})
    {
      words.push_back(fmt::format("{}", row[axis]));
    }
  }
  return words;
}

vox_image
ImageOver(const Volume & volume)
{
  const ImageGeometry & geometry = volume.geometry;
  vox_image image{};
  image.voxels = ValuesOf<float>(volume.voxels);
  image.channels = volume.voxels.size(0);
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    image.size[axis] = geometry.size[2 - axis];
    image.spacing[axis] = geometry.spacingMm[2 - axis];
    image.origin[axis] = geometry.originLps[axis];
    for (std::size_t row = 0; row < 3; ++row)
    {
      image.direction[3 * row + axis] = geometry.directionLps[row][2 - axis];
    }
  }
  return image;
}

TEST(CInterface, AnswersCallsFromC)
{
  const ProcessResult result = RunProgram({Example("model.safetensors")}, ".", VOX_CALLS_FROM_C);
  EXPECT_EQ(result.exitCode, 0) << result.err;
}

TEST(CInterface, LabelsAreThoseOfTheProgram)
{
  const TemporaryFolder folder;
  const Volume image = ReadImage(Example("image.nii.gz"));
  std::ofstream(folder / "voxels.raw", std::ios::binary)
      .write(reinterpret_cast<const char *>(ValuesOf<float>(image.voxels)),
             static_cast<std::streamsize>(image.voxels.nbytes()));
  std::vector<std::string> arguments{Example("model.safetensors"), R"({"threads": 1})", "voxels.raw", "labels.raw"};
  const std::vector<std::string> grid = GridArguments(image.geometry);
  arguments.insert(arguments.end(), grid.begin(), grid.end());
  const ProcessResult caller = RunProgram(arguments, folder.Path(), VOX_SEGMENT_RAW);
  ASSERT_EQ(caller.exitCode, 0) << caller.err;
  EXPECT_EQ(caller.out, "0 background\n1 Anterior\n2 Posterior\n");

  const ProcessResult program =
      RunProgram({"predict", "-m", Example("model.safetensors"), "-i", Example("image.nii.gz"), "-o", "labels.nii.gz"},
                 folder.Path());
  ASSERT_EQ(program.exitCode, 0) << program.err;
  const at::Tensor expected = Int32Labels(ReadLabelMap(folder / "labels.nii.gz").voxels);
  const std::vector<std::uint16_t> labels = ReadRaw<std::uint16_t>(folder / "labels.raw");
  ASSERT_EQ(static_cast<std::int64_t>(labels.size()), expected.numel());
  EXPECT_TRUE(std::equal(labels.begin(), labels.end(), ValuesOf<std::int32_t>(expected)));
  EXPECT_THAT(labels, ::testing::IsSupersetOf({0, 1, 2})) << "a constant would prove little";
}

/** Two threads with a segmenter in common, and one with its own. */
TEST(CInterface, ThreadsShareModelsAndSegmenters)
{
  const Volume volume = ReadImage(Example("image.nii.gz"));
  const vox_image image = ImageOver(volume);
  const auto count = static_cast<std::size_t>(volume.voxels.numel());
  const char * options = R"({"threads": 1, "mirror": false})";
  vox_model * model = nullptr;
  ASSERT_EQ(vox_model_open(Example("model.safetensors").c_str(), &model), VOX_OK) << vox_last_error();
  std::array<vox_segmenter *, 2> segmenters{};
  for (vox_segmenter *& segmenter : segmenters)
  {
    ASSERT_EQ(vox_segmenter_open(model, options, &segmenter), VOX_OK) << vox_last_error();
  }
  std::array<std::vector<std::uint16_t>, 3> labels;
  std::array<std::int32_t, 3> status{};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 3; ++i)
  {
    labels[i].resize(count);
    threads.emplace_back([&, i] {
      status[i] = vox_segment(segmenters[i / 2], &image, labels[i].data(), count, nullptr, 0, nullptr, nullptr);
    });
  }
  for (std::thread & thread : threads)
  {
    thread.join();
  }
  EXPECT_THAT(status, ::testing::Each(VOX_OK));
  EXPECT_EQ(labels[0], labels[1]);
  EXPECT_EQ(labels[0], labels[2]);
  EXPECT_STREQ(vox_last_error(), "") << "errors of other threads are theirs";
  for (vox_segmenter * segmenter : segmenters)
  {
    vox_segmenter_close(segmenter);
  }
  vox_model_close(model);
}

TEST(CInterface, ExceptionsOfListenersDoNotCross)
{
  const Volume volume = ReadImage(Example("image.nii.gz"));
  const vox_image image = ImageOver(volume);
  std::vector<std::uint16_t> labels(static_cast<std::size_t>(volume.voxels.numel()), 99);
  vox_model * model = nullptr;
  vox_segmenter * segmenter = nullptr;
  ASSERT_EQ(vox_model_open(Example("model.safetensors").c_str(), &model), VOX_OK);
  ASSERT_EQ(vox_segmenter_open(model, nullptr, &segmenter), VOX_OK);
  const vox_listener listener = [](std::int32_t, double, const char *, void *) -> std::int32_t {
    throw std::runtime_error("thrown by the listener");
  };
  EXPECT_EQ(vox_segment(segmenter, &image, labels.data(), labels.size(), nullptr, 0, listener, nullptr), VOX_INTERNAL);
  EXPECT_THAT(vox_last_error(), ::testing::HasSubstr("thrown by the listener"));
  EXPECT_THAT(labels, ::testing::Each(99));
  vox_segmenter_close(segmenter);
  vox_model_close(model);
}

TEST(CInterface, RefusesAnotherLibTorch)
{
  const std::string preload = std::string("LD_PRELOAD=") + VOX_OTHER_TORCH;
  const ProcessResult result = RunProgram({preload,
                                           VOX_SEGMENT_RAW,
                                           Example("model.safetensors"),
                                           "",
                                           "voxels.raw",
                                           "labels.raw",
                                           "1",
                                           "1",
                                           "1",
                                           "1",
                                           "1",
                                           "1",
                                           "0",
                                           "0",
                                           "0",
                                           "1",
                                           "0",
                                           "0",
                                           "0",
                                           "1",
                                           "0",
                                           "0",
                                           "0",
                                           "1"},
                                          ".", "/usr/bin/env");
  EXPECT_EQ(result.exitCode, VOX_RESOURCE);
  EXPECT_THAT(result.err, ::testing::HasSubstr("has loaded LibTorch 2.8.1 ("));
}

TEST(CInterface, ExportsWhatTheHeaderDeclaresAndNothingElse)
{
  const ProcessResult nm = RunProgram({"-D", "--defined-only", "--format=posix", VOX_LIBRARY}, ".", VOX_NM);
  ASSERT_EQ(nm.exitCode, 0) << nm.err;
  std::vector<std::string> exported;
  for (const std::string & line : Lines(nm.out))
  {
    const std::string name = line.substr(0, line.find_first_of("@ "));
    if (!name.starts_with("VOXTOME_")) // the version of the symbols
    {
      exported.push_back(name);
    }
  }
  std::ifstream header(VOX_HEADER);
  std::vector<std::string> declared;
  for (std::string line; std::getline(header, line);)
  {
    if (line.starts_with("VOX_API "))
    {
      const std::size_t end = line.find('(');
      const std::size_t begin = line.rfind(' ', end) + 1;
      declared.push_back(line.substr(begin, end - begin));
    }
  }
  EXPECT_GT(declared.size(), 15u);
  EXPECT_THAT(exported, ::testing::UnorderedElementsAreArray(declared));
}

} // namespace
} // namespace vox
