// SPDX-License-Identifier: Apache-2.0
#include "voxError.h"
#include "voxNiftiHeader.h"
#include "voxNiftiLabelExtension.h"
#include "voxOpenedImage.h"
#include "voxPackedInput.h"
#include "voxParallelFor.h"
#include "voxReadValues.h"
#include "voxRunContext.h"
#include "voxSegmentKeys.h"
#include "voxSegmentationFile.h"
#include "voxTensorMemory.h"

#include <itkMetaDataObject.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <span>

namespace vox
{
namespace
{

/** The layers of a .seg.nrrd are a list at each voxel. */
bool
HasLayers(const OpenedImage & image)
{
  return image.format == ImageFormat::Nrrd && image.info.frames == 1 &&
         image.pixel == itk::CommonEnums::IOPixel::VECTOR;
}

std::vector<Volume>
ReadLayers(const OpenedImage & image)
{
  const std::int64_t count = image.info.components;
  const std::int64_t voxels = Product(image.info.geometry.size);
  const at::Tensor together = NewTensor(std::array{count * voxels}, at::kInt);
  const auto * values = ValuesOf<std::int32_t>(together);
  ReadLabels(image, {MutableValuesOf<std::int32_t>(together), static_cast<std::size_t>(together.numel())});
  std::vector<Volume> layers;
  const auto & size = image.info.geometry.size;
  for (std::int64_t layer = 0; layer < count; ++layer)
  {
    const at::Tensor apart = NewTensor(std::array<std::int64_t, 4>{1, size.z, size.y, size.x}, at::kInt);
    auto * to = MutableValuesOf<std::int32_t>(apart);
    for (std::int64_t i = 0; i < voxels; ++i)
    {
      to[i] = values[i * count + layer];
    }
    layers.push_back(MakeVolume(apart, image.info.geometry));
  }
  return layers;
}

/** The segments of the label table in the header of a NIfTI file. */
std::vector<Segment>
SegmentsOfNifti(const std::filesystem::path & path)
{
  PackedInput input(path);
  std::string bytes = input.Read(kNifti2Bytes);
  const std::optional<NiftiHeader> header = ParseNiftiHeader(bytes);
  constexpr std::uint64_t flag = 4, most = std::uint64_t(1) << 24;
  const std::uint64_t begin = (header && header->version == 2 ? kNifti2Bytes : kNifti1Bytes) + flag;
  if (!header || header->pair || header->voxelOffset <= begin)
  {
    return {};
  }
  if (header->voxelOffset > most)
  {
    Fail(ErrorKind::BadInput, "{}: its NIfTI header has extensions of {} bytes (vox_offset), expected at most {}",
         path.string(), header->voxelOffset, most);
  }
  if (header->voxelOffset > bytes.size())
  {
    bytes += input.Read(static_cast<std::size_t>(header->voxelOffset - bytes.size()));
  }
  const std::string_view extensions = std::string_view(bytes).substr(0, header->voxelOffset);
  return extensions.size() < begin || extensions[begin - flag] == 0
             ? std::vector<Segment>()
             : SegmentsOfNiftiExtension(extensions.substr(begin), header->swapped, path);
}

std::vector<Segment>
SegmentsInFile(const OpenedImage & image)
{
  if (image.format == ImageFormat::Nifti)
  {
    return SegmentsOfNifti(image.path);
  }
  if (image.format != ImageFormat::Nrrd && image.format != ImageFormat::MetaImage)
  {
    return {};
  }
  const auto find = [&](const std::string & key) -> std::optional<std::string> {
    std::string value;
    return itk::ExposeMetaData(image.io->GetMetaDataDictionary(), key, value) ? std::optional(value) : std::nullopt;
  };
  return SegmentsOfKeys(find, HasLayers(image) ? static_cast<std::size_t>(image.info.components) : 1, image.path);
}

/** The different values of voxels. */
std::set<std::int32_t>
ValuesIn(std::span<const std::int32_t> voxels)
{
  constexpr std::int64_t Part = 1 << 22;
  std::set<std::int32_t> values;
  std::mutex mutex;
  ParallelFor(0, static_cast<std::int64_t>(voxels.size()), Part, RunContext{}.ThreadCount(),
              [&](std::int64_t first, std::int64_t last) {
                std::set<std::int32_t> found;
                std::int32_t before = 0; // runs of one value are long
                for (const std::int32_t value :
                     voxels.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first)))
                {
                  if (value != before)
                  {
                    before = value;
                    found.insert(value);
                  }
                }
                const std::lock_guard lock(mutex);
                values.merge(found);
              });
  return values;
}

/** Values of voxels that no segment has become segments named by their number. */
void
AddNamelessValues(Segmentation & segmentation)
{
  for (std::size_t layer = 0; layer < segmentation.layers.size(); ++layer)
  {
    const at::Tensor & voxels = segmentation.layers[layer].voxels;
    const std::set<std::int32_t> values =
        ValuesIn({ValuesOf<std::int32_t>(voxels), static_cast<std::size_t>(voxels.numel())});
    for (const std::int32_t value : values)
    {
      const bool isKnown = std::ranges::any_of(segmentation.segments, [&](const Segment & segment) {
        return segment.layer == layer && segment.value == value;
      });
      if (value != 0 && !isKnown)
      {
        segmentation.segments.push_back(
            {value, layer == 0 ? std::to_string(value) : fmt::format("{} of layer {}", value, layer), {}, {}, layer});
      }
    }
  }
}

} // namespace

std::vector<Segment>
ReadSegmentNames(const std::filesystem::path & path)
{
  return SegmentsInFile(OpenImage(path, ReadAs::Labels));
}

Segmentation
ReadSegmentation(const std::filesystem::path & path)
{
  const OpenedImage image = OpenImage(path, ReadAs::Labels);
  Segmentation segmentation;
  segmentation.segments = SegmentsInFile(image);
  if (HasLayers(image))
  {
    segmentation.layers = ReadLayers(image);
  }
  else
  {
    segmentation.layers.push_back(ReadLabelMap(path));
  }
  AddNamelessValues(segmentation);
  RequireConsistent(segmentation, path.string());
  return segmentation;
}

} // namespace vox
