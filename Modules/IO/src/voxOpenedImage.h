// SPDX-License-Identifier: Apache-2.0
#ifndef voxOpenedImage_h
#define voxOpenedImage_h

#include "voxItkImageIO.h"
#include "voxReadVolume.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

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

/** The values of all voxels as the file holds them, from fast to slow: component, x, y, z, further axes. */
struct StoredValues
{
  at::Tensor bytes; ///< one-dimensional uint8
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

[[nodiscard]] StoredValues ReadStored(const OpenedImage & image);

} // namespace vox

#endif
