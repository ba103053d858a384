// SPDX-License-Identifier: Apache-2.0
// The memory that `voxtome predict` forecasts, beside what its process really takes, and its refusals.
#include "voxRandom.h"
#include "voxReadVolume.h"
#include "voxTemporaryFolder.h"
#include "voxTinyModel.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <fcntl.h>
#include <fstream>
#include <regex>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vox
{
namespace
{

using ::testing::HasSubstr;

struct MeasuredRun
{
  int exitCode = -1;
  std::string err;
  double peakGb = 0.0; ///< of 2^30 bytes
};

/** Runs a line of the shell in this folder, in which the program is $VOXTOME. */
MeasuredRun
RunMeasured(const std::string & line, const std::filesystem::path & folder)
{
  const std::filesystem::path errors = folder / "stderr.txt";
  const std::string command = "exec 2>stderr.txt >stdout.txt; " + line;
  const pid_t child = ::fork();
  if (child == 0)
  {
    ::setenv("VOXTOME", VOX_PROGRAM, 1);
    if (::chdir(folder.c_str()) == 0)
    {
      ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    }
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  std::ifstream stream(errors);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          {std::istreambuf_iterator<char>(stream), {}},
          static_cast<double>(usage.ru_maxrss) * 1024.0 / 0x1p30};
}

/** A model with windows of 48 voxels and so many classes. */
testing::TinyModel
Tiny(int classes)
{
  testing::TinyModel tiny;
  tiny.patchSize = 48;
  tiny.labels = Json{{"background", 0}};
  for (int k = 1; k < classes; ++k)
  {
    tiny.labels["structure " + std::to_string(k)] = k;
  }
  return tiny;
}

void
WriteTinyModel(const std::filesystem::path & path, const testing::TinyModel & tiny)
{
  WriteModel(path, testing::MakeTinyModel(tiny));
}

void
WriteNoise(const std::filesystem::path & path, const Zyx<std::int64_t> & size, double spacingMm)
{
  ImageGeometry geometry;
  geometry.size = size;
  geometry.spacingMm = {spacingMm, spacingMm, spacingMm};
  WriteImage(path, MakeVolume(at::rand({1, size.z, size.y, size.x}), geometry));
}

const std::string predict =
    "exec $VOXTOME --threads 1 predict -m model.safetensors -i image.mha -o labels.nii.gz --no-mirror --step 1 ";

double
ForecastGb(const std::string & text)
{
  std::smatch found;
  return std::regex_search(text, found, std::regex("memory forecast peak ([0-9.]+) GB")) ? std::stod(found[1]) : 0.0;
}

struct ForecastCase
{
  Zyx<std::int64_t> size;
  double spacingMm;
  int classes;
  const char * options;
};

class ForecastOfACase : public ::testing::TestWithParam<ForecastCase>
{};

void
ExpectForecast(const MeasuredRun & run)
{
  ASSERT_EQ(run.exitCode, 0) << run.err;
  const double forecast = ForecastGb(run.err);
  ::testing::Test::RecordProperty("forecast_mb", static_cast<int>(forecast * 1024));
  ::testing::Test::RecordProperty("measured_mb", static_cast<int>(run.peakGb * 1024));
  EXPECT_LE(run.peakGb, 1.15 * forecast) << run.err;
  EXPECT_LE(forecast, 1.5 * run.peakGb) << run.err;
}

TEST_P(ForecastOfACase, IsNearlyWhatTheProcessTakes)
{
  const ForecastCase & example = GetParam();
  const testing::TemporaryFolder folder;
  WriteTinyModel(folder.Path() / "model.safetensors", Tiny(example.classes));
  WriteNoise(folder.Path() / "image.mha", example.size, example.spacingMm);
  ExpectForecast(RunMeasured(predict + example.options, folder.Path()));
}

INSTANTIATE_TEST_SUITE_P(
    Forecast, ForecastOfACase,
    ::testing::Values(ForecastCase{{64, 64, 64}, 1.0, 3, ""}, ForecastCase{{192, 192, 192}, 1.0, 3, ""},
                      ForecastCase{{240, 240, 240}, 0.5, 3, ""}, ForecastCase{{96, 128, 128}, 1.0, 118, ""},
                      ForecastCase{{96, 128, 128}, 1.0, 118, "--max-ram 800M"},
                      ForecastCase{{144, 160, 128}, 1.0, 40, ""}, ForecastCase{{64, 64, 64}, 2.0, 25, ""},
                      ForecastCase{{96, 96, 96}, 1.0, 25, "--save-probabilities"},
                      ForecastCase{{96, 96, 96}, 1.0, 40, "--export exact"}));

/** Features of 54 MiB for one window, 160 MiB at a time. */
testing::TinyModel
LargeWindows()
{
  testing::TinyModel tiny = Tiny(3);
  tiny.patchSize = 96;
  tiny.features = {16, 32, 64};
  return tiny;
}

TEST(Forecast, CountsTheFeaturesOfOneFoldAtATime)
{
  const testing::TemporaryFolder folder;
  testing::TinyModel tiny = LargeWindows();
  tiny.folds = {"0", "1", "2", "3", "4"};
  WriteTinyModel(folder.Path() / "model.safetensors", tiny);
  WriteNoise(folder.Path() / "image.mha", {96, 96, 96}, 1.0);
  ExpectForecast(RunMeasured(predict, folder.Path()));
}

TEST(Forecast, CountsResidualBlocks)
{
  struct Example
  {
    std::vector<std::int64_t> features;
    int blocks;
  };
  for (const Example & example : {Example{{24, 32, 64}, 2}, {{8, 64, 256}, 4}}) // large features, large weights
  {
    const testing::TemporaryFolder folder;
    testing::TinyModel tiny = LargeWindows();
    tiny.features = example.features;
    tiny.blocksPerStage = example.blocks;
    tiny.residualEncoder = true;
    WriteTinyModel(folder.Path() / "model.safetensors", tiny);
    WriteNoise(folder.Path() / "image.mha", {96, 96, 96}, 1.0);
    ExpectForecast(RunMeasured(predict, folder.Path()));
  }
}

TEST(Forecast, CountsTheResultThatSkippingAirKeeps)
{
  const testing::TemporaryFolder folder;
  WriteTinyModel(folder.Path() / "model.safetensors", LargeWindows());
  at::Tensor voxels = at::full({1, 288, 96, 96}, 5.0F);
  voxels.slice(1, 192).copy_(at::rand({1, 96, 96, 96}));
  ImageGeometry geometry;
  geometry.size = {288, 96, 96};
  WriteImage(folder.Path() / "image.mha", MakeVolume(voxels, geometry));
  const MeasuredRun run = RunMeasured(predict + "--skip-air", folder.Path());
  ExpectForecast(run);
  EXPECT_THAT(run.err, HasSubstr("1 of 3 windows"));
}

TEST(Forecast, CountsTheLabelsOfACascade)
{
  const testing::TemporaryFolder folder;
  testing::TinyCascade cascade = testing::MakeTinyCascade(Tiny(5));
  WriteModel(folder.Path() / "model.safetensors", cascade.second);
  WriteNoise(folder.Path() / "image.mha", {192, 192, 192}, 1.0);
  const Volume image = ReadImage(folder.Path() / "image.mha");
  WriteLabelMap(folder.Path() / "before.nii.gz", {at::ones(image.voxels.sizes(), at::kInt), image.geometry});
  ExpectForecast(RunMeasured(predict + "--previous-stage before.nii.gz", folder.Path()));
  cascade.second.previousStage = std::make_shared<Model>(cascade.first);
  WriteModel(folder.Path() / "model.safetensors", cascade.second);
  ExpectForecast(RunMeasured(predict, folder.Path()));
}

TEST(Forecast, CountsTheNeighborsOfACaseInALine)
{
  const testing::TemporaryFolder folder;
  WriteTinyModel(folder.Path() / "model.safetensors", Tiny(8));
  std::filesystem::create_directory(folder.Path() / "images");
  for (const char * const name : {"images/a.mha", "images/b.mha", "images/c.mha"})
  {
    WriteNoise(folder.Path() / name, {128, 144, 144}, 1.0);
  }
  const std::string line = "exec $VOXTOME --threads 1 predict -m model.safetensors -i images -o labels --no-mirror "
                           "--step 1 --save-probabilities";
  ExpectForecast(RunMeasured(line, folder.Path()));
}

TEST(MemoryLimit, RefusesBeforeAnythingIsWritten)
{
  const testing::TemporaryFolder folder;
  WriteTinyModel(folder.Path() / "model.safetensors", Tiny(3));
  WriteNoise(folder.Path() / "image.mha", {64, 64, 64}, 1.0);
  const MeasuredRun run = RunMeasured(predict + "--max-ram 100M", folder.Path());
  EXPECT_EQ(run.exitCode, 5) << run.err;
  EXPECT_THAT(run.err, HasSubstr("image.mha: not enough memory: forecast peak"));
  EXPECT_THAT(run.err, HasSubstr("--max-ram allows 0.10 GB"));
  EXPECT_FALSE(std::filesystem::exists(folder.Path() / "labels.nii.gz"));
  EXPECT_EQ(RunMeasured(predict + "--max-ram 4", folder.Path()).exitCode, 2);
}

TEST(MemoryLimit, HeedsThoseOfTheProcess)
{
  const testing::TemporaryFolder folder;
  WriteTinyModel(folder.Path() / "model.safetensors", Tiny(118));
  WriteNoise(folder.Path() / "image.mha", {64, 512, 512}, 1.0); // 7 GB of sums
  const MeasuredRun run = RunMeasured("ulimit -v 4000000; " + predict, folder.Path());
  EXPECT_EQ(run.exitCode, 5) << run.err;
  EXPECT_THAT(run.err, HasSubstr("this process can get"));
  EXPECT_FALSE(std::filesystem::exists(folder.Path() / "labels.nii.gz"));
}

} // namespace
} // namespace vox
