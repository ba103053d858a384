// SPDX-License-Identifier: Apache-2.0
#include "voxSegmentationExamples.h"

#include "voxReadDicom.h"
#include "voxTensorMemory.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace vox::testing
{

WrittenSeries
WriteSeries(const std::filesystem::path & folder, const DicomPhantom & phantom)
{
  DicomImage image = ReadDicom(PathOfSeries(WriteDicomSeries(folder, phantom)));
  return {std::move(image.source), image.image.geometry};
}

Segmentation
StrewnLabels(const ImageGeometry & grid, int segments, std::int64_t first, std::int64_t end)
{
  Segmentation result;
  const at::Tensor voxels = NewTensor(std::array<std::int64_t, 4>{1, grid.size.z, grid.size.y, grid.size.x}, at::kInt);
  std::int32_t * label = MutableValuesOf<std::int32_t>(voxels);
  for (std::int64_t i = 0; i < Product(grid.size); ++i, ++label)
  {
    const std::int64_t slice = i / (grid.size.y * grid.size.x);
    const auto mixed = static_cast<std::uint64_t>(i + 1) * 0x9E3779B97F4A7C15ULL;
    const auto drawn =
        static_cast<std::int32_t>((mixed >> 33) % static_cast<std::uint64_t>(segments + segments / 4 + 1));
    *label = slice >= first && slice < end && drawn <= segments ? drawn : 0;
  }
  result.layers.push_back(MakeVolume(voxels, grid));
  for (int i = 1; i <= segments; ++i)
  {
    result.segments.push_back(
        {i, "Structure " + std::to_string(i), LabelColor(static_cast<std::size_t>(i) + 3), {}, 0});
  }
  return result;
}

Segmentation
BallLabels(const ImageGeometry & grid)
{
  Segmentation labels = StrewnLabels(grid, 2);
  labels.layers.push_back({Copied(labels.layers.front().voxels), grid});
  std::int32_t * lower = MutableValuesOf<std::int32_t>(labels.layers[0].voxels);
  std::int32_t * upper = MutableValuesOf<std::int32_t>(labels.layers[1].voxels);
  const auto part = [](std::int64_t index, std::int64_t size) {
    return (static_cast<double>(index) + 0.5) / static_cast<double>(size) - 0.5;
  };
  for (std::int64_t i = 0; i < Product(grid.size); ++i)
  {
    const double z = part(i / (grid.size.y * grid.size.x), grid.size.z);
    const double y = part(i / grid.size.x % grid.size.y, grid.size.y);
    const double x = part(i % grid.size.x, grid.size.x);
    const double left = std::hypot(0.3 * z, y, x + 0.2);
    lower[i] = left < 0.2 && left > 0.08 ? 1 : std::hypot(0.3 * z, y, x - 0.22) < 0.2 ? 2 : 0;
    upper[i] = std::hypot(0.3 * z, y - 0.1, x) < 0.22 ? 1 : 0;
  }
  labels.segments = {
      {1, "kidney_left", Rgb{221, 130, 101}, {}, 0}, {2, "Tumor 2", {}, {}, 0}, {1, "Above", Rgb{0, 128, 255}, {}, 1}};
  return labels;
}

std::int64_t
CountDifferences(const Segmentation & a, const Segmentation & b, const DicomSource & source)
{
  std::vector<at::Tensor> framesOfA;
  std::vector<at::Tensor> framesOfB;
  const auto onFrames = [&](const Volume & layer) { return LabelsOnFrames(layer, source); };
  std::ranges::transform(a.layers, std::back_inserter(framesOfA), onFrames);
  std::ranges::transform(b.layers, std::back_inserter(framesOfB), onFrames);
  std::int64_t differences = a.segments.size() == b.segments.size() ? 0 : 1 << 20;
  for (const Segment & segment : a.segments)
  {
    const Segment * other = FindSegment(b.segments, segment.name);
    if (other == nullptr)
    {
      throw std::runtime_error("no segment " + segment.name);
    }
    const std::int32_t * valueOfA = ValuesOf<std::int32_t>(framesOfA[segment.layer]);
    const std::int32_t * valueOfB = ValuesOf<std::int32_t>(framesOfB[other->layer]);
    for (std::int64_t i = 0; i < framesOfA.front().numel(); ++i)
    {
      differences += (valueOfA[i] == segment.value) != (valueOfB[i] == other->value) ? 1 : 0;
    }
  }
  return differences;
}

void
EditDicom(const std::filesystem::path & path, const std::function<void(DcmItem & object)> & edit)
{
  DcmFileFormat file;
  if (file.loadFile(path.c_str()).bad() || file.loadAllDataIntoMemory().bad())
  {
    throw std::runtime_error(path.string());
  }
  edit(*file.getDataset());
  if (file.saveFile(path.c_str(), file.getDataset()->getOriginalXfer()).bad())
  {
    throw std::runtime_error(path.string());
  }
}

std::vector<std::int64_t>
VoxelCounts(const Segmentation & segmentation)
{
  std::vector<std::int64_t> counts;
  for (const Segment & segment : segmentation.segments)
  {
    const at::Tensor & voxels = segmentation.layers[segment.layer].voxels;
    const std::int32_t * values = ValuesOf<std::int32_t>(voxels);
    counts.push_back(std::count(values, values + voxels.numel(), static_cast<std::int32_t>(segment.value)));
  }
  return counts;
}

Vector3
CenterOf(const Segmentation & segmentation, const Segment & segment)
{
  const Volume & layer = segmentation.layers[segment.layer];
  const std::int32_t * values = ValuesOf<std::int32_t>(layer.voxels);
  const Zyx<std::int64_t> & size = layer.geometry.size;
  Zyx<double> sum;
  double count = 0.0;
  for (std::int64_t i = 0; i < Product(size); ++i)
  {
    if (values[i] == segment.value)
    {
      sum.z += static_cast<double>(i / (size.y * size.x));
      sum.y += static_cast<double>(i / size.x % size.y);
      sum.x += static_cast<double>(i % size.x);
      count += 1.0;
    }
  }
  return WorldFromVoxel(layer.geometry, {sum.z / count, sum.y / count, sum.x / count});
}

} // namespace vox::testing
