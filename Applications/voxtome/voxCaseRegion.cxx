// SPDX-License-Identifier: Apache-2.0
#include "voxCaseRegion.h"

#include "voxError.h"

#include <ATen/Dispatch.h>
#include <ATen/Functions.h>

namespace vox
{
namespace
{

/** Calls `clear(offset)` for each voxel of the grid whose center lies outside. */
template <typename TClear>
void
ForEachOutside(const ImageGeometry & geometry, const WorldBox & region, TClear && clear)
{
  std::int64_t offset = 0;
  for (std::int64_t z = 0; z < geometry.size.z; ++z)
  {
    for (std::int64_t y = 0; y < geometry.size.y; ++y)
    {
      for (std::int64_t x = 0; x < geometry.size.x; ++x, ++offset)
      {
        const Zyx<double> voxel{static_cast<double>(z), static_cast<double>(y), static_cast<double>(x)};
        if (!region.Holds(WorldFromVoxel(geometry, voxel)))
        {
          clear(offset);
        }
      }
    }
  }
}

/** Sets the voxels outside to `first` in the first channel and to 0 in the others. */
void
ClearVolume(Volume & volume, const WorldBox & region, double first)
{
  volume.voxels = volume.voxels.contiguous();
  const std::int64_t channels = volume.voxels.size(0);
  const std::int64_t voxels = Product(volume.geometry.size);
  AT_DISPATCH_ALL_TYPES(volume.voxels.scalar_type(), "ClearVolume", [&] {
    auto * values = volume.voxels.data_ptr<scalar_t>();
    ForEachOutside(volume.geometry, region, [&](std::int64_t offset) {
      for (std::int64_t channel = 0; channel < channels; ++channel)
      {
        values[channel * voxels + offset] = static_cast<scalar_t>(channel == 0 ? first : 0.0);
      }
    });
  });
}

} // namespace

CaseRegion::CaseRegion(const WorldBox & region, const ImageGeometry & image, const std::string & imageName)
    : m_Region(region), m_Image(image), m_Box(VoxelsAround(image, region))
{
  if (m_Box.Empty() || CountCenters(image, region, m_Box) == 0)
  {
    const Zyx<double> last{static_cast<double>(image.size.z - 1), static_cast<double>(image.size.y - 1),
                           static_cast<double>(image.size.x - 1)};
    const Vector3 end = WorldFromVoxel(image, last);
    Fail(ErrorKind::BadInput,
         "{}: no voxel lies in the region with {}; expected a region within the image, which reaches from ({:.5g}, "
         "{:.5g}, {:.5g}) to ({:.5g}, {:.5g}, {:.5g})",
         imageName, Describe(region), image.originLps[0], image.originLps[1], image.originLps[2], end[0], end[1],
         end[2]);
  }
}

Volume
CaseRegion::Part(const Volume & volume) const
{
  return Crop(volume, m_Box);
}

void
CaseRegion::Clear(Prediction & part, bool hasRegions) const
{
  ClearVolume(part.labels, m_Region, 0.0);
  if (part.probabilities)
  {
    ClearVolume(*part.probabilities, m_Region, hasRegions ? 0.0 : 1.0);
  }
  for (AttentionMap & attention : part.attention)
  {
    ClearVolume(attention.map, m_Region, 0.0);
  }
}

Volume
CaseRegion::OnWholeGrid(const Volume & part, double first) const
{
  const Zyx<std::int64_t> & lower = m_Box.lower;
  const Zyx<std::int64_t> & size = m_Image.size;
  const Box whole{{-lower.z, -lower.y, -lower.x}, {size.z - lower.z, size.y - lower.y, size.x - lower.x}};
  const std::int64_t channels = part.voxels.size(0);
  at::Tensor voxels = Crop({part.voxels.narrow(0, 0, 1), part.geometry}, whole, first).voxels;
  if (channels > 1)
  {
    voxels = at::cat({voxels, Crop({part.voxels.narrow(0, 1, channels - 1), part.geometry}, whole).voxels});
  }
  return {voxels, m_Image};
}

Prediction
CaseRegion::OnWholeGrid(Prediction part, bool hasRegions) const
{
  part.labels = OnWholeGrid(part.labels);
  if (part.probabilities)
  {
    part.probabilities = OnWholeGrid(*part.probabilities, hasRegions ? 0.0 : 1.0);
  }
  for (AttentionMap & attention : part.attention)
  {
    attention.map = OnWholeGrid(attention.map);
  }
  return part;
}

} // namespace vox
