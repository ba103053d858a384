// SPDX-License-Identifier: Apache-2.0
#include "voxTrainingImages.h"

#include "voxError.h"
#include "voxRandom.h"
#include "voxReadVolume.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

namespace vox
{

at::Tensor
DrawShapes(std::int64_t count, std::int64_t size, std::uint64_t seed)
{
  const at::Tensor y = at::linspace(-1.0, 1.0, size).view({size, 1});
  const at::Tensor x = at::linspace(-1.0, 1.0, size).view({1, size});
  std::vector<at::Tensor> pictures;
  for (std::int64_t i = 0; i < count; ++i)
  {
    Random random(seed, {static_cast<std::uint64_t>(i)});
    // One number a statement: the order within an expression is the compiler's.
    const auto distancesFromPlace = [&] {
      const at::Tensor dy = (y - random.Uniform(-0.5, 0.5)).abs();
      const at::Tensor dx = (x - random.Uniform(-0.5, 0.5)).abs();
      return std::pair(dy, dx);
    };
    at::Tensor picture = at::full({size, size}, random.Uniform(-0.6, 0.0));
    const auto [discY, discX] = distancesFromPlace();
    const double radius = random.Uniform(0.2, 0.5);
    picture = picture.masked_fill(at::hypot(discY, discX) < radius, random.Uniform(0.3, 1.0));
    const auto [boxY, boxX] = distancesFromPlace();
    const double halfWidth = random.Uniform(0.1, 0.3);
    pictures.push_back(picture.masked_fill(at::maximum(boxY, boxX) < halfWidth, random.Uniform(-1.0, 0.0)));
  }
  return at::stack(pictures).view({count, 1, 1, size, size});
}

at::Tensor
ReadPictures(const std::filesystem::path & folder, std::int64_t size)
{
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto & entry : std::filesystem::directory_iterator(folder, error))
  {
    if (HasImageEnding(entry.path()))
    {
      files.push_back(entry.path());
    }
  }
  if (error || files.empty())
  {
    Fail(ErrorKind::BadInput, "{}: no folder with images", folder.string());
  }
  std::ranges::sort(files);
  std::vector<at::Tensor> pictures;
  for (const std::filesystem::path & file : files)
  {
    const at::Tensor voxels = ReadImage(file).voxels;
    const at::Tensor grey = voxels.select(1, voxels.size(1) / 2).mean(0);
    const at::Tensor picture =
        at::upsample_bilinear2d(grey.view({1, 1, grey.size(0), grey.size(1)}), {size, size}, false);
    const at::Tensor darkest = picture.min();
    const at::Tensor range = (picture.max() - darkest).clamp_min(1e-6);
    pictures.push_back((picture - darkest) / range * 2.0 - 1.0);
  }
  return at::stack(pictures);
}

} // namespace vox
