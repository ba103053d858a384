// SPDX-License-Identifier: Apache-2.0
#include "voxPictureDataset.h"

#include "voxError.h"
#include "voxReadVolume.h"
#include "voxTensorMemory.h"

#include <array>
#include <map>
#include <set>

namespace vox
{
namespace
{

/** Grey values as Pillow's conversion to "L" makes them of red, green and blue. */
std::int32_t
Grey(std::int64_t red, std::int64_t green, std::int64_t blue)
{
  return static_cast<std::int32_t>((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
}

Volume
LabelVolume(const ImageGeometry & geometry)
{
  const std::array<std::int64_t, 4> sizes{1, geometry.size.z, geometry.size.y, geometry.size.x};
  return MakeVolume(NewTensor(sizes, at::kInt), geometry);
}

Volume
ReadGreyNumbers(const std::filesystem::path & path)
{
  const Volume picture = ReadImage(path);
  const std::int64_t channels = picture.voxels.size(0);
  if (channels != 1 && channels != 3)
  {
    Fail(ErrorKind::BadInput, "{}: found a mask of {} channels, expected 1 or 3; convert it", path.string(), channels);
  }
  Volume numbers = LabelVolume(picture.geometry);
  const std::int64_t count = Product(picture.geometry.size);
  const float * from = ValuesOf<float>(picture.voxels);
  std::int32_t * to = MutableValuesOf<std::int32_t>(numbers.voxels);
  for (std::int64_t i = 0; i < count; ++i)
  {
    if (from[i] > 255.0F)
    {
      Fail(ErrorKind::BadInput, "{}: found the grey value {} in a mask, expected 8-bit values up to 255; convert it",
           path.string(), from[i]);
    }
    const auto at = [&](std::int64_t channel) { return static_cast<std::int64_t>(from[channel * count + i]); };
    to[i] = channels == 1 ? static_cast<std::int32_t>(from[i]) : Grey(at(0), at(1), at(2));
  }
  return numbers;
}

std::map<std::int64_t, std::int64_t>
LabelsOfNumbers(const PictureDatasetOptions & options)
{
  std::map<std::int64_t, std::int64_t> labels;
  for (const MaskValue & entry : options.maskValues)
  {
    labels.emplace(entry.value, entry.label);
  }
  return labels;
}

/** Of a mask in black and one shade that the threshold takes for black, too, nothing would be labelled. Blurred black
 * has many shades. */
void
RequireVisible(const std::set<std::int32_t> & shades, const PictureDatasetOptions & options,
               const std::filesystem::path & path)
{
  if (shades.size() == 1 && *shades.begin() <= *options.threshold)
  {
    Fail(ErrorKind::BadInput,
         "{}: found 0 and {} as its only values, both background by the threshold of {}; set a threshold below {}",
         path.string(), *shades.begin(), *options.threshold, *shades.begin());
  }
}

} // namespace

Volume
ReadMaskNumbers(const std::filesystem::path & path, const PictureDatasetOptions & options)
{
  return options.threshold ? ReadGreyNumbers(path) : ReadLabelMap(path);
}

Volume
LabelsOfMask(const Volume & numbers, const PictureDatasetOptions & options, const std::filesystem::path & path)
{
  const std::map<std::int64_t, std::int64_t> labels = LabelsOfNumbers(options);
  Volume result = LabelVolume(numbers.geometry);
  const std::int64_t count = Product(numbers.geometry.size);
  const std::int32_t * from = ValuesOf<std::int32_t>(numbers.voxels);
  std::int32_t * to = MutableValuesOf<std::int32_t>(result.voxels);
  std::set<std::int64_t> unknown;
  std::set<std::int32_t> shades; // other than black
  std::int64_t unknownCount = 0;
  for (std::int64_t i = 0; i < count; ++i)
  {
    if (options.threshold || labels.empty())
    {
      if (options.threshold && from[i] != 0 && (i == 0 || from[i] != from[i - 1]))
      {
        shades.insert(from[i]);
      }
      to[i] = options.threshold ? (from[i] > *options.threshold ? 1 : 0) : from[i];
      continue;
    }
    const auto found = labels.find(from[i]);
    if (found == labels.end())
    {
      unknown.insert(from[i]);
      ++unknownCount;
      continue;
    }
    to[i] = static_cast<std::int32_t>(found->second);
  }
  if (options.threshold)
  {
    RequireVisible(shades, options, path);
  }
  if (!unknown.empty())
  {
    std::vector<std::int64_t> expected;
    for (const auto & [value, label] : labels)
    {
      expected.push_back(value);
    }
    std::vector<std::int64_t> shown(unknown.begin(),
                                    std::next(unknown.begin(), std::min<long>(5, static_cast<long>(unknown.size()))));
    Fail(ErrorKind::BadInput,
         "{}: found {} pixels of other values than {}: {}{}; if JPEG compression or smoothing made them of a black and "
         "white mask, set a threshold (\"threshold\": 127)",
         path.string(), unknownCount, fmt::join(expected, ", "), fmt::join(shown, ", "),
         unknown.size() > shown.size() ? " ..." : "");
  }
  return result;
}

} // namespace vox
