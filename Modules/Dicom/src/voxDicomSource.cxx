// SPDX-License-Identifier: Apache-2.0
#include "voxDicomSource.h"

#include "voxError.h"
#include "voxNearestLabels.h"
#include "voxTensorMemory.h"

#include <array>

namespace vox
{

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
  std::int32_t * to = MutableValuesOf<std::int32_t>(frames);
  for (const DicomSourceFrame & frame : source.frames)
  {
    if (frame.geometry.size != size)
    {
      Fail(ErrorKind::BadInput, "{}: frame of {}x{} pixels, expected {}x{} as in the first file of the series",
           frame.file.string(), frame.geometry.size.x, frame.geometry.size.y, size.x, size.y);
    }
    NearestLabels(ValuesOf<std::int32_t>(whole), labels.geometry, frame.geometry, to);
    to += Product(size);
  }
  return frames;
}

} // namespace vox
