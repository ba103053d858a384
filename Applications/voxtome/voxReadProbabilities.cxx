// SPDX-License-Identifier: Apache-2.0
#include "voxReadProbabilities.h"

#include "voxError.h"
#include "voxReadNpz.h"
#include "voxReadVolume.h"

#include <array>

namespace vox
{
namespace
{

std::int64_t
ChannelsOf(const std::filesystem::path & file)
{
  const ImageInfo info = ReadImageInfo(file);
  return info.components > 1 ? info.components : info.frames;
}

Volume
ReadArchive(const std::filesystem::path & file, const ImageGeometry & geometry, std::optional<std::int64_t> channels)
{
  const at::Tensor values = ReadNpzArray(file, "probabilities");
  const auto & [z, y, x] = geometry.size;
  const auto sizes = values.sizes();
  if (values.dim() != 4 || (channels && sizes[0] != *channels) ||
      Zyx<std::int64_t>{sizes[1], sizes[2], sizes[3]} != geometry.size)
  {
    Fail(ErrorKind::BadInput, "{}: found probabilities [{}], expected [{}, {}, {}, {}], the grid of the case",
         file.string(), fmt::join(sizes, ", "), channels ? fmt::format("{}", *channels) : "channels", z, y, x);
  }
  return MakeVolume(values, geometry);
}

} // namespace

Volume
ReadProbabilities(const std::filesystem::path & file, const ImageGeometry & geometry,
                  std::optional<std::int64_t> channels)
{
  if (file.extension() == ".npz")
  {
    return ReadArchive(file, geometry, channels);
  }
  const std::array<std::filesystem::path, 1> files{file};
  return ReadCaseImage(files, channels ? *channels : ChannelsOf(file));
}

} // namespace vox
