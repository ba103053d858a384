// SPDX-License-Identifier: Apache-2.0
#include "voxDicomSource.h"

#include "voxError.h"
#include "voxTensorMemory.h"

#include <array>
#include <cmath>

namespace vox
{
namespace
{

/** The index that a step of one pixel adds: positions are linear in it. */
Zyx<double>
StepBetween(const Zyx<double> & from, const Zyx<double> & to)
{
  return {to.z - from.z, to.y - from.y, to.x - from.x};
}

} // namespace

at::Tensor
LabelsOnFrames(const Volume & labels, const DicomSource & source)
{
  if (source.frames.empty())
  {
    Fail(ErrorKind::BadInput, "series {}: found no frames to bring the labels to", source.seriesUid);
  }
  const Zyx<std::int64_t> size = source.frames.front().geometry.size;
  const auto count = static_cast<std::int64_t>(source.frames.size());
  const at::Tensor frames = NewTensor(std::array<std::int64_t, 4>{1, count, size.y, size.x}, at::kInt);
  const at::Tensor whole = Int32Labels(labels.voxels);
  const std::int32_t * from = ValuesOf<std::int32_t>(whole);
  std::int32_t * to = MutableValuesOf<std::int32_t>(frames);
  const Zyx<std::int64_t> & grid = labels.geometry.size;
  for (const DicomSourceFrame & frame : source.frames)
  {
    if (frame.geometry.size != size)
    {
      Fail(ErrorKind::BadInput, "{}: frame of {}x{} pixels, expected {}x{} as in the first file of the series",
           frame.file.string(), frame.geometry.size.x, frame.geometry.size.y, size.x, size.y);
    }
    const auto at = [&](double row, double column) {
      return VoxelFromWorld(labels.geometry, WorldFromVoxel(frame.geometry, {0.0, row, column}));
    };
    const Zyx<double> start = at(0, 0);
    const Zyx<double> down = StepBetween(start, at(1, 0));
    const Zyx<double> along = StepBetween(start, at(0, 1));
    for (std::int64_t row = 0; row < size.y; ++row)
    {
      for (std::int64_t column = 0; column < size.x; ++column, ++to)
      {
        const auto r = static_cast<double>(row);
        const auto c = static_cast<double>(column);
        const std::int64_t z = std::lround(start.z + r * down.z + c * along.z);
        const std::int64_t y = std::lround(start.y + r * down.y + c * along.y);
        const std::int64_t x = std::lround(start.x + r * down.x + c * along.x);
        const bool inside = z >= 0 && z < grid.z && y >= 0 && y < grid.y && x >= 0 && x < grid.x;
        *to = inside ? from[(z * grid.y + y) * grid.x + x] : 0;
      }
    }
  }
  return frames;
}

} // namespace vox
