// SPDX-License-Identifier: Apache-2.0
#include "voxAttentionFiles.h"

#include "voxPanel.h"
#include "voxSliceMosaic.h"
#include "voxWriteVolume.h"

#include <ATen/core/Tensor.h>
#include <fmt/format.h>

namespace vox
{
namespace
{

at::Tensor
PictureOf(const Volume & image, const AttentionMap & attention, const std::string & title)
{
  const bool isPicture = image.geometry.size.z == 1;
  const bool isPhotograph = isPicture && image.voxels.size(0) == 3;
  const Volume shown{isPhotograph ? image.voxels : image.voxels.narrow(0, 0, 1), image.geometry};
  return isPicture ? HeatPanel(shown, attention.map, title, {.opacity = 0.5}).picture
                   : RenderHeatMosaic(shown, attention.map, {.labelOpacity = 0.5, .title = title});
}

} // namespace

void
WriteAttention(const std::filesystem::path & folder, const std::string & caseName, const Volume & image,
               std::span<const AttentionMap> maps)
{
  for (const AttentionMap & attention : maps)
  {
    const std::string name = fmt::format("{}_attention_{}", caseName, attention.gate);
    WriteImage(folder / (name + ".nii.gz"), attention.map);
    WritePicture(folder / (name + ".png"),
                 PictureOf(image, attention, fmt::format("{}: {}", caseName, attention.gate)));
  }
}

} // namespace vox
