// SPDX-License-Identifier: Apache-2.0
#include "voxDrawnPets.h"

#include "voxPictureFile.h"
#include "voxRandom.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

#include <fstream>
#include <utility>

namespace vox::testing
{
namespace
{

namespace fs = std::filesystem;

struct DrawnPet
{
  at::Tensor picture; ///< uint8 [3, 1, H, W]
  at::Tensor trimap;  ///< uint8 [1, 1, H, W]
};

/** Waves along a direction, between 0 and 1, [H, W]. */
at::Tensor
Waves(const at::Tensor & y, const at::Tensor & x, double angle, double length)
{
  return 0.5 + 0.5 * at::sin((y * std::sin(angle) + x * std::cos(angle)) * (2.0 * 3.14159265 / length));
}

/** Distance in pixels from an ellipse, roughly, negative inside, [H, W]. */
at::Tensor
DistanceFrom(const at::Tensor & y, const at::Tensor & x, double centerY, double centerX, double radiusY, double radiusX)
{
  const at::Tensor scaled = at::hypot((y - centerY) / radiusY, (x - centerX) / radiusX);
  return (scaled - 1.0) * std::min(radiusY, radiusX);
}

at::Tensor
Colored(const at::Tensor & shade, std::array<double, 3> dark, std::array<double, 3> light)
{
  std::vector<at::Tensor> channels;
  for (std::size_t i = 0; i < 3; ++i)
  {
    channels.push_back(dark[i] + (light[i] - dark[i]) * shade);
  }
  return at::stack(channels);
}

DrawnPet
Draw(std::uint64_t number)
{
  Random random(5, {number});
  const std::int64_t height = random.Integer(130, 200);
  const std::int64_t width = random.Integer(130, 200);
  const at::Tensor y = at::arange(height, at::kDouble).view({height, 1}).expand({height, width});
  const at::Tensor x = at::arange(width, at::kDouble).view({1, width}).expand({height, width});

  const double centerY = static_cast<double>(height) * random.Uniform(0.5, 0.6);
  const double centerX = static_cast<double>(width) * random.Uniform(0.4, 0.6);
  const double radiusY = static_cast<double>(height) * random.Uniform(0.2, 0.28);
  const double radiusX = static_cast<double>(width) * random.Uniform(0.22, 0.32);
  const at::Tensor trunk = DistanceFrom(y, x, centerY, centerX, radiusY, radiusX);
  const double headRadius = 0.6 * std::min(radiusY, radiusX);
  const double headX = centerX + radiusX * random.Uniform(-0.6, 0.6);
  const at::Tensor head = DistanceFrom(y, x, centerY - radiusY, headX, headRadius, headRadius);
  const at::Tensor distance = at::minimum(trunk, head);

  const double groundAngle = random.Uniform(0.0, 3.0);
  const at::Tensor ground =
      Colored(Waves(y, x, groundAngle, random.Uniform(20.0, 40.0)), {40, 90, 50}, {110, 150, 120});
  const double furAngle = random.Uniform(0.0, 3.0);
  const at::Tensor fur = Colored(Waves(y, x, furAngle, random.Uniform(5.0, 9.0)), {150, 90, 60}, {230, 170, 120});
  at::Tensor picture = at::where(distance.lt(0.0), fur, ground);
  at::Tensor noise = at::empty({3, height, width}, at::kFloat);
  random.FillNormal({noise.data_ptr<float>(), static_cast<std::size_t>(noise.numel())}, 6.0);
  picture = (picture + noise).clamp(0.0, 255.0).round().to(at::kByte);

  constexpr double halfBorder = 5.0;
  at::Tensor trimap = at::where(distance.lt(0.0), at::tensor(1), at::tensor(2));
  trimap = at::where(distance.abs().lt(halfBorder), at::tensor(3), trimap).to(at::kByte);
  return {picture.unsqueeze(1), trimap.view({1, 1, height, width})};
}

void
CutOff(const fs::path & file)
{
  fs::resize_file(file, fs::file_size(file) / 2);
}

} // namespace

void
WriteDrawnPets(const fs::path & folder, int training, int test)
{
  fs::create_directories(folder / "images");
  fs::create_directories(folder / "annotations/trimaps");
  std::ofstream trainingList(folder / "annotations/trainval.txt");
  std::ofstream testList(folder / "annotations/test.txt");
  testList << "# name class species breed\n";
  for (int i = 0; i < training + test; ++i)
  {
    const std::string name = fmt::format("cat_{}", i + 1);
    const DrawnPet pet = Draw(static_cast<std::uint64_t>(i));
    WriteJpeg(folder / "images" / (name + ".jpg"), pet.picture);
    WritePng(folder / "annotations/trimaps" / (name + ".png"), pet.trimap);
    (i < training ? trainingList : testList) << name << " 1 1 1\n";
  }
  CutOff(folder / "images/cat_3.jpg");
  std::ofstream(folder / "annotations/trimaps/._cat_1.png") << "resources";
}

} // namespace vox::testing
