// SPDX-License-Identifier: Apache-2.0
#ifndef voxOpenedImage_h
#define voxOpenedImage_h

#include "voxItkImageIO.h"
#include "voxReadVolume.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace vox
{

/** A file whose header has been read and checked. */
struct OpenedImage
{
  std::filesystem::path path;
  ImageFormat format;
  itk::ImageIOBase::Pointer io;
  ImageInfo info;
};

/** What the values of a file are for. */
enum class ReadAs
{
  Image, ///< colors of a palette are looked up
  Labels ///< the numbers of a palette are the labels
};

[[nodiscard]] OpenedImage OpenImage(const std::filesystem::path & path, ReadAs readAs);

/** Throws Error(BadInput) for complex, alpha, vector and 4D images, saying what was found; a vector image or a 4D image
 * passes if it holds exactly `expectedChannels`. */
void RequireChannels(const OpenedImage & image, std::optional<std::int64_t> expectedChannels);

/** How the values of all voxels lie in the file, from fast to slow: component, x, y, z, further axes. */
struct StoredValues
{
  itk::CommonEnums::IOComponent component;
  std::int64_t count = 0;
  bool componentsFirst = true; ///< false where components are the slowest, one volume after the other
  double slope = 1.0;
  double intercept = 0.0;

  [[nodiscard]] bool
  IsScaled() const
  {
    return slope != 1.0 || intercept != 0.0;
  }
};

/** Looks at the header alone. Throws Error(BadInput) for a file too short for its voxels. */
[[nodiscard]] StoredValues DescribeStored(const OpenedImage & image);

/** Takes the values [first, first + bytes.size() / size of a component). The bytes are aligned for any component. */
using UseValues = std::function<void(std::span<const std::byte> bytes, std::int64_t first)>;

/** Hands all values over in the order of the file, in pieces of 1 MiB at the most. `target` is memory for the result:
 * its end may serve for values that wait, so that no second volume is held. Value i is waiting no more when the piece
 * with i is handed over, and may not lie before byte 4 i; so results of up to four bytes a value may be written to the
 * target in the order of the file. */
void ReadStored(const OpenedImage & image, std::span<std::byte> target, const UseValues & use);

} // namespace vox

#endif
