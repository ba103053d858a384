// SPDX-License-Identifier: Apache-2.0
#include "voxPhantom.h"

#include "voxJson.h"
#include "voxProcess.h"
#include "voxRandom.h"
#include "voxTemporaryFolder.h"
#include "voxWriteVolume.h"

#include <ATen/ATen.h>

#include <cmath>
#include <stdexcept>

namespace vox::testing
{
namespace
{

void
Require(const std::vector<std::string> & arguments, const std::filesystem::path & folder)
{
  const ProcessResult result = RunProgram(arguments, folder);
  if (result.exitCode != 0)
  {
    throw std::runtime_error("voxtome " + arguments.front() + " ended with " + std::to_string(result.exitCode) + ": " +
                             result.err);
  }
}

std::filesystem::path
MakeWorkplace(const std::filesystem::path & folder)
{
  WritePhantomDataset(folder / "Dataset001_Phantom");
  Require({"plan", "-d", "Dataset001_Phantom", "-o", "plan"}, folder);
  Require({"preprocess", "-d", "Dataset001_Phantom", "-p", "plan/plans.json", "-c", "3d_fullres", "-o", "preprocessed"},
          folder);
  Require({"train", "-d", "Dataset001_Phantom", "-c", "3d_fullres", "-f", "0", "-o", "run", "-p", "plan/plans.json",
           "--preprocessed", "preprocessed", "--plan-set", kTinyPlan, "--set", "epochs=2", "iterations_per_epoch=2",
           "validation_iterations=1"},
          folder);
  return folder;
}

} // namespace

Phantom
MakePhantom(const Zyx<std::int64_t> & size, std::uint64_t seed)
{
  ImageGeometry geometry;
  geometry.size = size;
  geometry.spacingMm = {1.2, 1.0, 1.0};
  geometry.originLps = {5.0, -7.0, 11.0};
  at::Tensor image = at::empty({1, size.z, size.y, size.x}, at::kFloat);
  at::Tensor labels = at::empty({1, size.z, size.y, size.x}, at::kInt);
  float * imageVoxel = image.mutable_data_ptr<float>();
  std::int32_t * labelVoxel = labels.mutable_data_ptr<std::int32_t>();
  Random random(seed);
  const auto part = [](std::int64_t index, std::int64_t length) { return (2.0 * index + 1.0) / length - 1.0; };
  for (std::int64_t z = 0; z < size.z; ++z)
  {
    for (std::int64_t y = 0; y < size.y; ++y)
    {
      for (std::int64_t x = 0; x < size.x; ++x)
      {
        const double radius = std::hypot(part(z, size.z), part(y, size.y), part(x, size.x));
        const int label = radius < 0.35 ? 2 : radius < 0.75 ? 1 : 0;
        *imageVoxel++ = static_cast<float>(100.0 * (label + 1) + 10.0 * random.Normal());
        *labelVoxel++ = label;
      }
    }
  }
  return {{image, geometry}, {labels, geometry}};
}

void
WritePhantomDataset(const std::filesystem::path & folder)
{
  std::filesystem::create_directories(folder / "imagesTr");
  std::filesystem::create_directories(folder / "labelsTr");
  for (int i = 1; i <= 6; ++i)
  {
    const Zyx<std::int64_t> size = i == 6 ? Zyx<std::int64_t>{10, 11, 9} : Zyx<std::int64_t>{18, 20, 20 + i};
    Phantom phantom = MakePhantom(size, i);
    if (i == 5)
    {
      phantom.labels.voxels.zero_();
    }
    const std::string name = "case_" + std::to_string(i);
    WriteImage(folder / "imagesTr" / (name + "_0000.nii.gz"), phantom.image);
    WriteLabelMap(folder / "labelsTr" / (name + ".nii.gz"), phantom.labels);
  }
  WriteJson(folder / "dataset.json", {{"channel_names", {{"0", "MRI"}}},
                                      {"labels", {{"background", 0}, {"body", 1}, {"core", 2}}},
                                      {"numTraining", 6},
                                      {"file_ending", ".nii.gz"}});
}

const std::filesystem::path &
PhantomWorkplace()
{
  static const TemporaryFolder folder;
  static const std::filesystem::path workplace = MakeWorkplace(folder.Path());
  return workplace;
}

} // namespace vox::testing
