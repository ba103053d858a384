// SPDX-License-Identifier: Apache-2.0
#include "voxMghHeader.h"

#include "voxError.h"
#include "voxFileCheck.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace vox
{
namespace
{

template <typename T>
T
BigEndian(std::string_view bytes, std::size_t offset)
{
  std::array<char, sizeof(T)> raw;
  std::memcpy(raw.data(), bytes.data() + offset, sizeof(T));
  if constexpr (std::endian::native == std::endian::little)
  {
    std::ranges::reverse(raw);
  }
  return std::bit_cast<T>(raw);
}

} // namespace

MghHeader
ParseMghHeader(std::string_view bytes, const std::filesystem::path & path)
{
  if (bytes.size() < kMghBytes)
  {
    FailCutOff(path, bytes.size(), kMghBytes);
  }
  if (BigEndian<std::int32_t>(bytes, 0) != 1)
  {
    FailOtherFormat(path, ImageFormat::Mgh);
  }
  MghHeader header;
  for (std::size_t axis = 0; axis < 4; ++axis)
  {
    header.dim[axis] = BigEndian<std::int32_t>(bytes, 4 + 4 * axis);
    if (header.dim[axis] < 1)
    {
      Fail(ErrorKind::BadInput, "{}: its header says {} voxels along axis {}, expected 1 or more; the file is damaged",
           path.string(), header.dim[axis], axis);
    }
  }
  header.type = BigEndian<std::int32_t>(bytes, 20);
  header.hasGeometry = BigEndian<std::int16_t>(bytes, 28) > 0;
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    header.spacing[axis] = BigEndian<float>(bytes, 30 + 4 * axis);
    header.centerRas[axis] = BigEndian<float>(bytes, 78 + 4 * axis);
    for (std::size_t row = 0; row < 3; ++row)
    {
      header.directionRas[row][axis] = BigEndian<float>(bytes, 42 + 12 * axis + 4 * row);
    }
  }
  return header;
}

ImageGeometry
GeometryOfMgh(const MghHeader & header, const std::filesystem::path & path, std::vector<std::string> & notes)
{
  MghHeader used = header;
  if (!header.hasGeometry)
  {
    notes.push_back(path.string() + ": says nothing of its place (goodRASFlag is 0); FreeSurfer's default is used: "
                                    "coronal slices, 1 mm, x to the left");
    used.spacing = {1.0, 1.0, 1.0};
    used.directionRas = {{{-1, 0, 0}, {0, 0, 1}, {0, -1, 0}}};
    used.centerRas = {};
  }
  RasGrid grid{{header.dim[2], header.dim[1], header.dim[0]}, {}, used.centerRas};
  for (std::size_t axis = 0; axis < 3; ++axis)
  {
    if (!(used.spacing[axis] > 0.0))
    {
      Fail(ErrorKind::BadInput, "{}: the voxel spacing along {} is {}, expected millimeters above 0; repair its header",
           path.string(), "xyz"[axis], used.spacing[axis]);
    }
    for (std::size_t row = 0; row < 3; ++row)
    {
      grid.steps[row][axis] = used.directionRas[row][axis] * used.spacing[axis];
      grid.origin[row] -= grid.steps[row][axis] * 0.5 * static_cast<double>(header.dim[axis]);
    }
  }
  return StraightGrid(grid, path, "x_ras, y_ras, z_ras", notes);
}

} // namespace vox
