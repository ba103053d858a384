// SPDX-License-Identifier: Apache-2.0
// The part of voxGeometryPeers.py that is ours:
//   voxGeometryPeers OUT   48 axis orders of marked voxels on axis-aligned and oblique grids of four sizes, each in
//                          every format that is written, and OUT/grids.json: where the marks are before reordering
#include "voxDicomPhantom.h"
#include "voxDicomSegmentation.h"
#include "voxGeometryExamples.h"
#include "voxJson.h"
#include "voxReadDicom.h"
#include "voxSegmentationFile.h"
#include "voxTensorMemory.h"
#include "voxWriteVolume.h"

#include <algorithm>
#include <iostream>

namespace
{

using namespace vox;

using Index = std::array<std::int64_t, 3>;

/** Of values 1, 2, 3: the first and the last voxel and one within, none the mirror image of another. */
std::array<Index, 3>
MarksOf(const Zyx<std::int64_t> & size)
{
  return {{{0, 0, 0}, {size.z - 1, size.y - 1, size.x - 1}, {size.z / 2, size.y / 3, size.x / 2}}};
}

template <typename T>
Volume
Marked(const ImageGeometry & geometry, at::ScalarType type)
{
  const Zyx<std::int64_t> & size = geometry.size;
  const at::Tensor voxels = NewTensor(std::array<std::int64_t, 4>{1, size.z, size.y, size.x}, type);
  T * values = MutableValuesOf<T>(voxels);
  std::fill_n(values, voxels.numel(), T{0});
  T value{0};
  for (const auto & [z, y, x] : MarksOf(size))
  {
    values[(z * size.y + y) * size.x + x] = ++value;
  }
  return MakeVolume(voxels, geometry);
}

/** What was read, as whole numbers. */
Volume
Labels(const Volume & image)
{
  const at::Tensor labels = NewTensor(image.voxels.sizes(), at::kInt);
  const float * values = ValuesOf<float>(image.voxels);
  std::transform(values, values + labels.numel(), MutableValuesOf<std::int32_t>(labels),
                 [](float value) { return static_cast<std::int32_t>(value); });
  return MakeVolume(labels, image.geometry);
}

void
WriteAll(const std::filesystem::path & folder, const Volume & labels, const Volume & image)
{
  const std::vector<Segment> names{{1, "first", {}, {}, 0}, {2, "last", {}, {}, 0}, {3, "within", {}, {}, 0}};
  std::filesystem::create_directories(folder);
  WriteLabelMap(folder / "labels.nii.gz", labels);
  WriteImage(folder / "image.nii", image);
  WriteSegmentation(folder / "labels.seg.nrrd", {{labels}, names});
  WriteImage(folder / "image.nrrd", image);
  WriteLabelMap(folder / "labels.mha", labels);

  testing::DicomPhantom phantom;
  phantom.geometry = labels.geometry;
  const std::int32_t * values = ValuesOf<std::int32_t>(labels.voxels);
  const Zyx<std::int64_t> & size = labels.geometry.size;
  phantom.value = [&](const Zyx<std::int64_t> & at, const Vector3 &) {
    return static_cast<double>(values[(at.z * size.y + at.y) * size.x + at.x]);
  };
  const DicomImage read = ReadDicom(testing::PathOfSeries(testing::WriteDicomSeries(folder / "series", phantom)));
  (void)WriteDicomSegmentation(folder / "seg.dcm", {{Labels(read.image)}, names}, read.source);
}

void
Write(const std::filesystem::path & out)
{
  Json grids = Json::array();
  for (const Matrix3 & direction : {ImageGeometry().directionLps, testing::RotatedDirection(0.4, -0.7, 1.1)})
  {
    for (const Zyx<std::int64_t> & size : {Zyx<std::int64_t>{3, 5, 7}, {1, 4, 5}, {5, 1, 4}, {5, 4, 1}})
    {
      const ImageGeometry geometry{size, {2.75, 0.6, 1.1}, {-211.5, 97.25, 402.75}, direction};
      const auto labels = Marked<std::int32_t>(geometry, at::kInt);
      const auto image = Marked<float>(geometry, at::kFloat);
      const std::string folder = std::to_string(grids.size());
      int order = 0;
      for (const AxisOrder & axes : testing::AllAxisOrders())
      {
        WriteAll(out / folder / std::to_string(order++), Reordered(labels, axes), Reordered(image, axes));
      }
      const Zyx<double> & spacing = geometry.spacingMm;
      grids.push_back({{"folder", folder},
                       {"spacing_zyx", {spacing.z, spacing.y, spacing.x}},
                       {"origin_lps", geometry.originLps},
                       {"direction_lps", direction},
                       {"marks_zyx", MarksOf(size)}});
    }
  }
  WriteJson(out / "grids.json", grids);
}

} // namespace

int
main(int argc, char ** argv)
try
{
  if (argc != 2)
  {
    std::cerr << "voxGeometryPeers OUT\n";
    return 2;
  }
  Write(argv[1]);
  return 0;
}
catch (const std::exception & error)
{
  std::cerr << error.what() << '\n';
  return 1;
}
