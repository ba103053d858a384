// SPDX-License-Identifier: Apache-2.0
#include "voxDrawnPolyps.h"

#include "voxPictureFile.h"
#include "voxRandom.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

namespace vox::testing
{

void
WriteDrawnPolyps(const std::filesystem::path & folder, int count)
{
  constexpr std::int64_t rows = 80;
  constexpr std::int64_t columns = 96;
  std::filesystem::create_directories(folder / "images");
  std::filesystem::create_directories(folder / "masks");
  const at::Tensor y = at::arange(rows, at::kDouble).view({rows, 1});
  const at::Tensor x = at::arange(columns, at::kDouble).view({1, columns});
  for (int i = 1; i <= count; ++i)
  {
    Random random(9, {static_cast<std::uint64_t>(i)});
    const double centerY = random.Uniform(25.0, 50.0);
    const double centerX = random.Uniform(25.0, 70.0);
    const at::Tensor inside = at::hypot(y - centerY, x - centerX).lt(random.Uniform(10.0, 18.0));
    const at::Tensor shade = 70.0 + 20.0 * at::sin(x / 7.0) + 100.0 * inside;
    const at::Tensor picture = at::stack({shade, 0.6 * shade, 0.5 * shade}).round().to(at::kByte).unsqueeze(1);
    const std::string file = fmt::format("polyp_{}.jpg", i);
    WriteJpeg(folder / "images" / file, picture, 95);
    WriteJpeg(folder / "masks" / file, (inside * 255).to(at::kByte).view({1, 1, rows, columns}), 75);
  }
}

} // namespace vox::testing
